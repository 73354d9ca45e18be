// The requests of the fake host, and the websockets it keeps.
import type { CommandName, Params, Result } from '#shared/contract/commands'
import { HostError } from '#shared/contract/host'
import { envelopeScript, invalidScript } from './fake-failures'
import type { Script } from './fake-frames'
import type { createPlayer } from './fake-player'
import {
  burstScript,
  closedByClient,
  fallbackScript,
  jsonScript,
  socketScript,
  truncatedScript,
  turnScript,
} from './fake-scripts'
import { createFakeTargets } from './fake-targets'

type Name = Extract<
  CommandName,
  `target.${string}` | `socket.${string}` | 'request.send' | 'request.stop' | 'conversation.send'
>
type RequestHandlers = { readonly [K in Name]: (params: Params<K>) => Result<K> }

export function createFakeRequests({ play, playOn, abort, find }: ReturnType<typeof createPlayer>): RequestHandlers {
  const kept = new Set<string>()
  const targets = createFakeTargets()
  return {
    ...targets.handlers,
    'request.send': ({ requestId, transport, body, target, key, keepOpen = false }) => {
      targets.check(target, key)
      const script = chooseScript(requestId, transport, body)
      if (transport === 'websocket' && keepOpen) kept.add(requestId)
      play(transport === 'websocket' && !keepOpen ? [...script, closedByClient] : script, Date.now(), true)
      return null
    },
    'conversation.send': ({ requestId, messages, target, key }) => {
      targets.check(target, key)
      play([...socketScript(requestId, messages.length), closedByClient], Date.now(), true)
      return { how: 'complete', sent: messages.length, words: `All ${messages.length} turns were sent.` }
    },
    'request.stop': ({ requestId }) => {
      kept.delete(requestId)
      const playing = find(requestId)
      if (playing) abort(playing)
      return null
    },
    'socket.list': () => ({ requestIds: [...kept] }),
    'socket.send': ({ requestId, body }) => {
      const playing = kept.has(requestId) ? find(requestId) : undefined
      if (!playing) throw new HostError('socket_not_open', 'This websocket is not open.')
      playOn(playing, turnScript(body, playing.summary.turns + 1))
      return null
    },
    'socket.close': ({ requestId }) => {
      const playing = kept.delete(requestId) ? find(requestId) : undefined
      if (playing) playOn(playing, [closedByClient])
      return null
    },
  }
}

function chooseScript(requestId: string, transport: Params<'request.send'>['transport'], body: string): Script {
  const parsed = parse(body)
  if (parsed === null) return invalidScript(requestId)
  const scenario = (parsed['metadata'] as { gatescope_scenario?: string } | undefined)?.gatescope_scenario
  if (scenario === 'all-failed') return envelopeScript(requestId)
  if (scenario === 'cut') return truncatedScript(requestId)
  if (scenario === 'burst') return burstScript(requestId)
  if (transport === 'json') return jsonScript(requestId)
  return transport === 'sse' ? fallbackScript(requestId) : socketScript(requestId, 1)
}

function parse(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return null
  }
}
