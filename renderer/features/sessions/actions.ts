import { selectSession, store, type Grouping } from '../../state/store'

export const setFilter = (filter: string): void => store.setState({ filter })

export const setGrouping = (grouping: Grouping): void => store.setState({ grouping })

/** Holds the list still: sessions that start from now on wait until the reader lets go. */
export function toggleHold(): void {
  const { heldAt, sessions } = store.getState()
  store.setState({ heldAt: heldAt === null ? (sessions[0]?.startedAt ?? 0) : null })
}

/** On: the viewer moves to the newest session, now and as they come. */
export function toggleFollow(): void {
  const { following, sessions } = store.getState()
  store.setState({ following: !following, heldAt: null })
  if (!following) selectSession(sessions[0]?.id ?? null, 'follow')
}

export function openSession(id: string, close: boolean): void {
  selectSession(id)
  if (close) store.setState({ listOpen: false })
}
