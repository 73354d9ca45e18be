// What is written about sessions, as the window reads it.
import { noLabel, type SessionLabel } from '#shared/session/label'
import type { State } from './store'

export const labelOf = (state: Pick<State, 'labels'>, id: string): SessionLabel => state.labels[id] ?? noLabel
