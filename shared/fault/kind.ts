// What a row of the table of faults says, and the fields that rows share.

/** Where a fault can happen: an HTTP exchange or websocket with a provider, the choice of one, the gateway itself. */
export type FaultPlace = 'http' | 'websocket' | 'routing' | 'gateway'

export type FaultKind = {
  readonly name: string
  readonly title: string
  readonly does: string
  readonly places: readonly FaultPlace[]
  /** The field of the configuration that makes a fault this one; kinds may share it and differ in its value. */
  readonly key: string
  /** What the name alone stands for. */
  readonly sets: Readonly<Record<string, string | number | boolean>>
  /** The field that `@event N` sets; null: the fault has no place in the stream. */
  readonly event: string | null
  /** Further fields it takes in the configuration. */
  readonly parameters: Readonly<Record<string, string>>
}

/** The longest a timer can run. */
export const forEver = 2_147_483_647

export const anywhere = ['http', 'websocket'] as const
export const http = ['http'] as const
export const socket = ['websocket'] as const

export const silence = 'milliseconds of silence, before the answer begins unless stall_after_events says where'
export const delay = { stall_ms: silence }
export const body = { body: 'what the answer says: a JSON value, or text as it is' }

type Row = Omit<FaultKind, 'sets' | 'event' | 'parameters'> & Partial<FaultKind>

/** The key's own documentation comes first among the parameters. */
export const kind = (about: string, row: Row): FaultKind => ({
  sets: { [row.key]: true },
  event: null,
  ...row,
  parameters: { [row.key]: about, ...row.parameters },
})
