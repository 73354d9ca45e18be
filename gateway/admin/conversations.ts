// A recorded websocket conversation sent again: one new socket, one message after another, each once the turn before it has
// settled. Here and not in the window, so that a window that is reloaded or looks elsewhere breaks no conversation.
import type { ConversationEnd } from '#shared/contract/commands'
import {
  applyMade,
  createConversation,
  createMade,
  pairMade,
  renameIn,
  type Conversation,
  type Names,
} from '#shared/inspect/conversation'
import { isTerminal } from '#shared/open-responses/events'
import { parseFrames } from '#shared/session/jsonl'
import { openSocket, type ClientRequest, type RunningRequest } from '../client/client'
import type { SessionStore } from '../sessions/store'

export type RunningConversation = RunningRequest & { readonly ended: Promise<ConversationEnd> }

/** `before`: what was had the first time; its messages may be other ones by now, its turns are those. */
export function sendConversation(
  request: Omit<ClientRequest, 'transport' | 'body'>,
  messages: readonly string[],
  before: Conversation,
): RunningConversation {
  const names: Names = new Map()
  let sent = 1
  let made = createMade()
  let isStopped = false
  let end: Pick<ConversationEnd, 'how' | 'words'> | null = null
  const finish = (how: ConversationEnd['how'], words: string) => {
    end ??= { how, words }
    socket.close()
  }
  const sendNext = () => {
    const recorded = before.turns[sent - 1]?.made
    if (recorded) pairMade(recorded, made, names)
    const message = messages[sent]
    if (message === undefined) return finish('complete', `All ${messages.length} turns were sent.`)
    const renamed = renameIn(message, names)
    if (!renamed.ok) return finish('unlinked', sayUnlinked(sent + 1, renamed.previous, before))
    made = createMade()
    sent += 1
    socket.send(renamed.text)
  }
  let settle: (end: ConversationEnd) => void = () => {}
  const ended = new Promise<ConversationEnd>((resolve) => (settle = resolve))
  const socket = openSocket(
    { ...request, transport: 'websocket', body: messages[0] ?? '' },
    {
      head: () => {},
      body: () => {},
      event: (event) => {
        applyMade(made, event)
        if (isTerminal(event.type) && end === null) sendNext()
      },
      done: (error) => {
        const lost = isStopped
          ? ({ how: 'stopped', words: `Stopped in turn ${sent} of ${messages.length}.` } as const)
          : ({ how: 'closed', words: `Ended in turn ${sent} of ${messages.length}: ${sayLost(error)}` } as const)
        settle({ ...(end ?? lost), sent })
      },
    },
  )
  return {
    ended,
    stop: () => {
      isStopped = true
      socket.stop()
    },
  }
}

const sayLost = (error: Error | null): string => error?.message ?? 'the socket was refused.'

function sayUnlinked(number: number, previous: string, { turns }: Conversation): string {
  const continued = turns.find(({ made }) => made.response === previous)?.turn
  return `Turn ${number} continues turn ${continued ?? '?'}, which made no response this time, so it was not sent.`
}

/** @throws HostError `session_not_found` or `session_unreadable` */
export async function readConversation(store: Pick<SessionStore, 'read'>, id: string): Promise<Conversation> {
  const fold = createConversation()
  for (let from = 0; ;) {
    const { text, next, atEnd } = await store.read(id, from)
    for (const frame of parseFrames(text)) fold.apply(frame)
    if (atEnd || next === from) return fold.value
    from = next
  }
}
