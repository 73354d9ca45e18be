// Puts faults between the gateway and any far side, network or simulator. An exchange without a fault costs one question
// and then is the inner one itself (GATEWAYS-RESEARCH section 8 item 7).
import type { Fault } from '#shared/fault/schema'
import type { Clock } from '../ports'
import type { Emulator } from '../providers/provider'
import type { DispatchContext, Upstream } from '../upstream/upstream'
import { FaultyExchange } from './exchange'
import type { FaultSet } from './fault-set'
import { FaultySocket } from './socket'
import { errorOf, openingOf } from './steps'

/** `emulatorOf` gives a provider's wire format, so that an injected error reads like one of its own. */
export function createFaultyUpstream(
  inner: Upstream,
  faults: FaultSet,
  clock: Clock,
  emulatorOf: (context: Pick<DispatchContext, 'provider' | 'model'>) => Emulator,
): Upstream {
  const decide = (context: DispatchContext, place: 'http' | 'websocket'): Fault | null => {
    const { provider, attempt, model } = context
    const met = context.faults ?? (faults.isEmpty ? null : faults.forRequest({ seed: '', model }))
    return met?.take({ place, provider, attempt }) ?? null
  }
  return {
    dispatch: (request, context, sink) => {
      const fault = decide(context, 'http')
      if (!fault) return inner.dispatch(request, context, sink)
      const emulator = emulatorOf(context)
      return new FaultyExchange({
        fault,
        opening: openingOf(fault, context, emulator),
        stream: {
          timeoutMs: context.timeoutMs,
          errorEvent: () => Buffer.from(errorText(fault, emulator), 'utf8'),
          afterError: 'end',
        },
        clock,
        dial: (through) => inner.dispatch(request, context, through),
        sink,
      })
    },
    connect: (request, context, sink) => {
      const fault = decide(context, 'websocket')
      if (!fault) return inner.connect(request, context, sink)
      return new FaultySocket({
        fault,
        opening: openingOf(fault, context, emulatorOf(context)),
        stream: { timeoutMs: Infinity, errorEvent: () => Buffer.from(errorMessage(fault), 'utf8'), afterError: 'mute' },
        clock,
        dial: (through) => inner.connect(request, context, through),
        sink,
      })
    },
    close: inner.close,
  }
}

const streamError = errorOf(500, 'Injected: an error in the middle of the stream.')

function errorText({ body }: Fault, emulator: Emulator): string {
  if (body === undefined) return emulator.createStream().event({ ...streamError, type: 'error', error: streamError })
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return `event: error\ndata: ${text.replaceAll('\n', '\ndata: ')}\n\n`
}

function errorMessage({ body }: Fault): string {
  if (body === undefined) return JSON.stringify({ type: 'error', status: 500, error: streamError })
  return typeof body === 'string' ? body : JSON.stringify(body)
}
