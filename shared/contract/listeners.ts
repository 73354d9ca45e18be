// Who listens to which event, for whoever tells them: a host its window, the gateway its hosts.
import type { Events } from '#shared/contract/events'

export type Listeners = {
  readonly on: <E extends keyof Events>(event: E, listener: (payload: Events[E]) => void) => () => void
  readonly emit: <E extends keyof Events>(event: E, payload: Events[E]) => void
}

export function createListeners(): Listeners {
  const sets = new Map<keyof Events, Set<(payload: never) => void>>()
  return {
    on(event, listener) {
      const set = sets.get(event) ?? new Set()
      sets.set(event, set.add(listener))
      return () => set.delete(listener)
    },
    emit(event, payload) {
      for (const listener of sets.get(event) ?? []) (listener as (value: typeof payload) => void)(payload)
    },
  }
}
