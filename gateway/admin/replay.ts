// The console's commands about replays and edited tapes.
import type { GatewayStatus, Handlers } from '#shared/contract/commands'
import { HostError } from '#shared/contract/host'
import type { Clock } from '../ports'
import { replayUrl } from '../replay/address'
import { saveVariant } from '../sessions/save-variant'
import type { SessionStore } from '../sessions/store'

export type ReplayContext = {
  readonly store: SessionStore
  readonly clock: Clock
  readonly status: () => Pick<GatewayStatus, 'gateway'>
}

export const createReplayHandlers = ({
  store,
  clock,
  status,
}: ReplayContext): Pick<Handlers, 'tape.save' | 'replay.address'> => ({
  'tape.save': async ({ id, edits, name }) => {
    const saved = await saveVariant(store, id, edits, clock.now())
    if (name !== undefined) await store.label([saved], { name })
    return { id: saved }
  },
  'replay.address': async ({ id }) => {
    await store.ready
    if (!store.has(id)) throw new HostError('session_not_found', `There is no session ${id}.`)
    return { baseUrl: replayUrl(status().gateway, id) }
  },
})
