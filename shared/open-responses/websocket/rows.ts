// How a rule of a websocket session is written: what it says, and the step it takes when it applies.
import type { BridgeEvent, BridgeStep, Flight } from '#shared/open-responses/websocket/state'
import type { At } from '#shared/open-responses/websocket/steps'

export type Kind = BridgeEvent['type']

export type Row<T extends Kind> = {
  readonly rule: string
  /** null: the row does not apply. */
  readonly step: (at: At<T>) => BridgeStep | null
}

/** A row for a session without a turn in flight, and one for a session with one. */
export const idle = <T extends Kind>(rule: string, then: (at: At<T>) => BridgeStep): Row<T> => ({
  rule,
  step: (at) => (at.state.flight ? null : then(at)),
})
export const flying = <T extends Kind>(
  rule: string,
  when: (flight: Flight, at: At<T>) => boolean,
  then: (flight: Flight, at: At<T>) => BridgeStep,
): Row<T> => ({
  rule,
  step: (at) => (at.state.flight && when(at.state.flight, at) ? then(at.state.flight, at) : null),
})
export const always = () => true
