// Who wants to hear what the gateway tells its windows.
import type { Events } from '#shared/contract/events'

export type Emit = <E extends keyof Events>(event: E, payload: Events[E]) => void

export function createListeners() {
  const everyone = new Set<Emit>()
  const add = (emit: Emit) => {
    everyone.add(emit)
    return () => void everyone.delete(emit)
  }
  return {
    add,
    emit: ((event, payload) => {
      for (const emit of everyone) emit(event, payload)
    }) satisfies Emit as Emit,
    on: <E extends keyof Events>(event: E, listener: (payload: Events[E]) => void) =>
      add((name, payload) => {
        if ((name as string) === event) listener(payload as unknown as Events[E])
      }),
  }
}
