// What stands in the viewer and is a feature beside this one: the app brings them together.
import { createContext, type ReactNode } from 'react'

export type Slots = {
  /** Under the header while a session is replayed. */
  readonly bar: ReactNode
  /** Under the events while a tape is edited. */
  readonly editor: ReactNode
}

export const ViewerSlots = createContext<Slots>({ bar: null, editor: null })
