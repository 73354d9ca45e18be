// The requests this console sends, each over a real socket to our own data plane. What comes back is recorded by the gateway
// itself; the window reads it from there.
import type { ConversationEnd, GatewayStatus, Handlers, Params } from '#shared/contract/commands'
import { HostError } from '#shared/contract/host'
import { sendRequest, type RunningRequest } from '../client/client'
import type { Passes } from '../targets/passes'
import type { Targets } from '../targets/targets'
import type { SessionStore } from '../sessions/store'
import { readConversation, sendConversation } from './conversations'
import { KeptSockets } from './kept-sockets'

export type RequestsOptions = {
  readonly status: () => Pick<GatewayStatus, 'gateway' | 'token'>
  readonly targets: Targets
  readonly passes: Passes
  readonly store: Pick<SessionStore, 'read'>
}

type RequestCommand =
  | 'request.send'
  | 'conversation.send'
  | 'request.stop'
  | 'socket.list'
  | 'socket.send'
  | 'socket.close'

export type Requests = {
  readonly handlers: Pick<Handlers, RequestCommand>
  /** Nobody is left who could send on them, or look at what they cost. */
  readonly closeKept: () => void
}

export function createRequests(options: RequestsOptions): Requests {
  const running = new Map<string, RunningRequest>()
  const conversations = new Map<string, RunningRequest>()
  const sockets = new KeptSockets()

  const refuseTwice = (requestId: string): void => {
    if (running.has(requestId) || conversations.has(requestId) || sockets.has(requestId))
      throw new HostError('request_running', `Request ${requestId} is still running.`)
  }

  const send = (params: Params<'request.send'>): void => {
    const { requestId, transport, body, parent } = params
    refuseTwice(requestId)
    const isKept = transport === 'websocket' && params.keepOpen === true
    if (isKept) sockets.makeRoom()
    const { token, revoke } = admit(options, params)
    const request = { gateway: options.status().gateway, token, transport, body, requestId, parent }
    if (isKept) return sockets.open(request, revoke)
    const done = () => {
      running.delete(requestId)
      revoke()
    }
    running.set(requestId, sendRequest(request, { head: ignore, event: ignore, body: ignore, done }))
  }

  const converse = async (params: Params<'conversation.send'>): Promise<ConversationEnd> => {
    const { requestId, parent, messages } = params
    const before = await readConversation(options.store, parent)
    refuseTwice(requestId)
    const { token, revoke } = admit(options, params)
    const { gateway } = options.status()
    const conversation = sendConversation({ gateway, token, requestId, parent }, messages, before)
    conversations.set(requestId, conversation)
    const end = await conversation.ended
    conversations.delete(requestId)
    revoke()
    return end
  }

  return {
    handlers: {
      'request.send': answer(send),
      'conversation.send': converse,
      'request.stop': answer(({ requestId }) => {
        running.get(requestId)?.stop()
        conversations.get(requestId)?.stop()
        sockets.stop(requestId)
      }),
      'socket.list': () => Promise.resolve({ requestIds: sockets.ids }),
      'socket.send': answer(({ requestId, body }) => sockets.send(requestId, body)),
      'socket.close': answer(({ requestId }) => sockets.close(requestId)),
    },
    closeKept: () => {
      sockets.closeAll()
      for (const conversation of conversations.values()) conversation.stop()
    },
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
  { target, key }: Pick<Params<'request.send'>, 'target' | 'key'>,
): { readonly token: string | null; readonly revoke: () => void } {
  if (target === undefined || target.kind === 'local') return { token: status().token, revoke: ignore }
  const provider = targets.open(target, key)
  const sentTo = target.kind === 'hosted' ? target : { kind: target.kind, baseUrl: provider.baseUrl }
  const pass = passes.issue(provider, sentTo)
  return { token: pass, revoke: () => passes.revoke(pass) }
}
