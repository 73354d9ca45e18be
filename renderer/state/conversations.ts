// Conversations that are had again, by their requests: how many messages they have, and how they ended. Remembered until the
// window is closed.
import { useStore as useZustand } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { ConversationEnd } from '#shared/contract/commands'

export type RunningConversation = {
  readonly total: number
  /** null: it is under way. */
  readonly end: ConversationEnd | null
}

const conversations = createStore<Readonly<Record<string, RunningConversation>>>(() => ({}))

export const useConversation = (requestId: string | null): RunningConversation | null =>
  useZustand(conversations, (all) => (requestId === null ? null : (all[requestId] ?? null)))

export const noteConversation = (requestId: string, conversation: RunningConversation): void =>
  conversations.setState({ [requestId]: conversation })
