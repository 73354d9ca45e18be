// One generic loop: who asks → what they ask → answer. A new command needs no line here.
import { commands, type CommandName, type Handlers, type Params } from '#shared/contract/commands'
import type { Events } from '#shared/contract/events'
import { encodeError, HostError } from '#shared/contract/host'
import { ipcMain, type WebContents } from 'electron'
import { CALL, EVENT } from './channels'
import type { Reply } from './preload'
import { ORIGIN } from './protocol'

/** What is known about the frame a message came from. */
type Sender = { readonly origin: string; readonly parent: unknown }

/** Only the top frame of our own pages may call: not an embedded frame, not a page from anywhere else. */
export function isOwnFrame(sender: Sender | null): boolean {
  return sender !== null && sender.parent === null && sender.origin === ORIGIN
}

export function answerCalls(window: WebContents, handlers: Handlers): void {
  ipcMain.handle(CALL, async (event, name: unknown, params: unknown): Promise<Reply<unknown>> => {
    try {
      if (event.sender !== window || !isOwnFrame(event.senderFrame)) {
        throw new HostError('sender_refused', 'Only the console window may call.')
      }
      return { ok: true, value: await runCommand(handlers, name, params) }
    } catch (error) {
      return { ok: false, error: encodeError(error) }
    }
  })
}

export function sendEvent<E extends keyof Events>(window: WebContents, event: E, payload: Events[E]): void {
  if (!window.isDestroyed()) window.send(EVENT, event, payload)
}

export async function runCommand(handlers: Handlers, name: unknown, params: unknown): Promise<unknown> {
  if (!isCommand(name)) throw new HostError('unknown_command', `There is no command ${JSON.stringify(name)}.`)
  return callHandler(handlers, name, params)
}

const isCommand = (name: unknown): name is CommandName => typeof name === 'string' && Object.hasOwn(commands, name)

function callHandler<K extends CommandName>(handlers: Handlers, name: K, params: unknown) {
  const parsed = commands[name].params.safeParse(params)
  if (!parsed.success) {
    throw new HostError('invalid_params', `${name}: ${parsed.error.issues[0]?.message}`, parsed.error.issues)
  }
  return handlers[name](parsed.data as Params<K>)
}
