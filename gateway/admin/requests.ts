// The requests this console sends, each over a real socket to our own data plane. What comes back is recorded by the gateway
// itself; the window reads it from there.
import type { GatewayStatus, Handlers, Params } from '#shared/contract/commands'
import { HostError } from '#shared/contract/host'
import { sendRequest, type RunningRequest } from '../client/client'
import type { Passes } from '../targets/passes'
import type { Targets } from '../targets/targets'
import { KeptSockets } from './kept-sockets'

export type RequestsOptions = {
  readonly status: () => Pick<GatewayStatus, 'gateway' | 'token'>
  readonly targets: Targets
  readonly passes: Passes
}

type RequestCommand = 'request.send' | 'request.stop' | 'socket.list' | 'socket.send' | 'socket.close'

export type Requests = {
  readonly handlers: Pick<Handlers, RequestCommand>
  /** Nobody is left who could send on them. */
  readonly closeKept: () => void
}

export function createRequests(options: RequestsOptions): Requests {
  const running = new Map<string, RunningRequest>()
  const sockets = new KeptSockets()

  const send = (params: Params<'request.send'>): void => {
    const { requestId, transport, body } = params
    if (running.has(requestId) || sockets.has(requestId))
      throw new HostError('request_running', `Request ${requestId} is still running.`)
    const isKept = transport === 'websocket' && params.keepOpen === true
    if (isKept) sockets.makeRoom()
    const { token, revoke } = admit(options, params)
    const request = { gateway: options.status().gateway, token, transport, body, requestId }
    if (isKept) return sockets.open(request, revoke)
    const done = () => {
      running.delete(requestId)
      revoke()
    }
    running.set(requestId, sendRequest(request, { head: ignore, event: ignore, body: ignore, done }))
  }

  return {
    handlers: {
      'request.send': answer(send),
      'request.stop': answer(({ requestId }) => {
        running.get(requestId)?.stop()
        sockets.stop(requestId)
      }),
      'socket.list': () => Promise.resolve({ requestIds: sockets.ids }),
      'socket.send': answer(({ requestId, body }) => sockets.send(requestId, body)),
      'socket.close': answer(({ requestId }) => sockets.close(requestId)),
    },
    closeKept: () => sockets.closeAll(),
  }
}

const ignore = () => {}

/** What the handler throws becomes the answer. */
const answer =
  <P>(handle: (params: P) => void) =>
  async (params: P): Promise<null> => {
    handle(params)
    return null
  }

/** What a request shows at the door: the gateway's token, or a pass to its target. */
function admit(
  { status, targets, passes }: RequestsOptions,
  { target, key }: Params<'request.send'>,
): { readonly token: string | null; readonly revoke: () => void } {
  if (target === undefined || target.kind === 'local') return { token: status().token, revoke: ignore }
  const pass = passes.issue(targets.open(target, key))
  return { token: pass, revoke: () => passes.revoke(pass) }
}
