// One generic door: who asks → what they ask → answer. A new command needs no line here.
import type { Handlers } from '#shared/contract/commands'
import type { Events } from '#shared/contract/events'
import { encodeError, HostError, type CallResult } from '#shared/contract/host'
import { ipcMain, type WebContents } from 'electron'
import { callCommand } from '../gateway/index'
import { CALL, EVENT } from './channels'
import { ORIGIN } from './protocol'

/** What is known about the frame a message came from. */
type Sender = { readonly origin: string; readonly parent: unknown }

/** Only the top frame of our own pages may call: not an embedded frame, not a page from anywhere else. */
export function isOwnFrame(sender: Sender | null): boolean {
  return sender !== null && sender.parent === null && sender.origin === ORIGIN
}

export function answerCalls(window: WebContents, handlers: Handlers): void {
  ipcMain.handle(CALL, async (event, name: unknown, params: unknown): Promise<CallResult> => {
    if (event.sender === window && isOwnFrame(event.senderFrame)) return callCommand(handlers, name, params)
    return { ok: false, error: encodeError(new HostError('sender_refused', 'Only the console window may call.')) }
  })
}

export function sendEvent<E extends keyof Events>(window: WebContents, event: E, payload: Events[E]): void {
  if (!window.isDestroyed()) window.send(EVENT, event, payload)
}
