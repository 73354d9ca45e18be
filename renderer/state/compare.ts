// Which sessions are compared. The view of it takes the viewer's place until a session is chosen or it is closed.
import { store } from './store'

/** More would be a table, not a comparison. */
export const mostCompared = 3

/** Nothing happens with fewer than two. */
export function openCompare(ids: readonly string[]): void {
  const compared = [...new Set(ids)].slice(0, mostCompared)
  if (compared.length > 1) store.setState({ compared, screen: 'live', listOpen: false })
}

export const closeCompare = (): void => store.setState({ compared: null })
