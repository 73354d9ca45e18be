// The console's commands for the session library.
import type { CommandName, Handlers } from '#shared/contract/commands'
import type { Recorder } from '../recording/recorder'
import type { SessionStore } from '../sessions/store'

export type SessionsContext = {
  readonly store: SessionStore
  readonly recorder: Pick<Recorder, 'flush'>
  /** Sessions on their way to and from a window. */
  readonly files: { readonly clear: () => void }
}

type SessionCommand = Exclude<
  Extract<CommandName, `sessions.${string}` | `session.${string}`>,
  'session.export' | 'sessions.import'
>

export const createSessionHandlers = ({ store, recorder, files }: SessionsContext): Pick<Handlers, SessionCommand> => ({
  'sessions.list': ({ limit }) => store.list(limit),
  'session.read': ({ id, from }) => store.read(id, from),
  'session.outline': ({ id, from }) => store.outline(id, from),
  'sessions.label': async ({ ids, change }) => {
    await store.label(ids, change)
    return null
  },
  'sessions.delete': async ({ ids }) => ({ deleted: await store.delete(ids) }),
  'sessions.restore': async ({ ids }) => {
    await store.restore(ids)
    return null
  },
  'sessions.purge': async () => {
    // What was captured and not handed over yet is captured too.
    recorder.flush()
    files.clear()
    return { deleted: await store.purge() }
  },
  'sessions.search': (ask) => store.search(ask),
  'sessions.usage': () => store.usage(),
})
