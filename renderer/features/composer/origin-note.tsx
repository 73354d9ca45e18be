// Where a draft came from when it is the request of a recorded session, with the way back.
import { draft, undoRecorded, useDraft, useReplaced } from '../../state/draft'
import { findSession, selectSession, store, useStore } from '../../state/store'
import { formatClock } from '../../ui/format'
import { Icon } from '../../ui/icons'

const forget = (): void => draft.setState({ source: null })

function openOrigin(id: string): void {
  selectSession(id)
  store.setState({ screen: 'live' })
}

export const OriginNote = () => {
  const source = useDraft((state) => state.source)
  const session = useStore((state) => findSession(state, source))
  const before = useReplaced()
  if (session === null) return null
  return (
    <div className="composer-pasted" role="status">
      <span className="grow ellipsis">
        The request of <code>{session.model ?? 'a session without a model'}</code>, recorded at{' '}
        {formatClock(session.startedAt)}.
      </span>
      <button type="button" className="button small" onClick={() => openOrigin(session.id)}>
        <Icon name="live" size={12} /> Open its session
      </button>
      {before !== null && (
        <button type="button" className="button small" onClick={undoRecorded}>
          Undo
        </button>
      )}
      <button type="button" className="button quiet icon-only" aria-label="Dismiss" onClick={forget}>
        <Icon name="close" size={12} />
      </button>
    </div>
  )
}
