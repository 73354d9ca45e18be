// Where a session comes from: sent again from another one, or the tape of one with edits; and what was sent again from it.
import { useMemo } from 'react'
import type { SessionSummary } from '#shared/session/summary'
import { openCompare } from '../../state/compare'
import { useConversation } from '../../state/conversations'
import { findSession, selectSession, useStore } from '../../state/store'
import { formatClock } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { stopConversation } from '../../views/send-again'
import { verdictLooks } from '../../views/verdict'

/** As many are named; the others are in the list. */
const mostNamed = 3

export const Lineage = ({ session }: { readonly session: SessionSummary }) => {
  const { id, parent, origin } = session
  const of = origin?.kind === 'variant' ? origin.of : null
  const sessions = useStore((state) => state.sessions)
  const from = useStore((state) => findSession(state, parent))
  const source = useStore((state) => findSession(state, of))
  const children = useMemo(() => sessions.filter((other) => other.parent === id), [sessions, id])
  if (parent === null && of === null && children.length === 0) return null
  return (
    <div className="lineage" role="group" aria-label={of === null ? 'Sent again' : 'Variant'}>
      <Icon name={of === null ? 'send' : 'compose'} size={11} />
      {of !== null && (
        <span>
          The edited tape of {source === null ? <code title={of}>a session that is gone</code> : <Jump to={source} />}
        </span>
      )}
      {source !== null && (
        <button type="button" className="button small" onClick={() => openCompare([source.id, id])}>
          Compare with it
        </button>
      )}
      {parent !== null && (
        <span>
          Sent again from {from === null ? <code title={parent}>a session that is gone</code> : <Jump to={from} />}
        </span>
      )}
      {from !== null && (
        <button type="button" className="button small" onClick={() => openCompare([from.id, id])}>
          Compare with it
        </button>
      )}
      <Progress session={session} />
      {children.length > 0 && (
        <span className="ellipsis">
          {parent === null ? 'Sent' : 'sent'} again as{' '}
          {children.slice(0, mostNamed).map((child, index) => (
            <span key={child.id}>
              {index > 0 && ', '}
              <Jump to={child} />
            </span>
          ))}
          {children.length > mostNamed && ` and ${children.length - mostNamed} more`}
        </span>
      )}
      {children.length > 0 && (
        <button
          type="button"
          className="button small"
          onClick={() => openCompare([id, ...children.map((child) => child.id)])}
        >
          Compare{children.length > 1 ? ' them' : ''}
        </button>
      )}
    </div>
  )
}

const Jump = ({ to: { id, startedAt, verdict } }: { readonly to: SessionSummary }) => (
  <button
    type="button"
    className="seq-link"
    title={`${verdictLooks[verdict].word}, ${id}`}
    onClick={() => selectSession(id)}
  >
    {formatClock(startedAt)}
  </button>
)

/** A conversation that is had again, turn by turn. */
const Progress = ({ session: { clientRequestId, turns } }: { readonly session: SessionSummary }) => {
  const conversation = useConversation(clientRequestId)
  if (conversation === null || clientRequestId === null) return null
  const { total, end } = conversation
  if (end !== null) return <span className={end.how === 'complete' ? 'note' : 'tone-warn'}>{end.words}</span>
  return (
    <>
      <span role="status">
        Turn {turns} of {total}
      </span>
      <button type="button" className="button small" onClick={() => void stopConversation(clientRequestId)}>
        <Icon name="stop" size={11} /> Stop
      </button>
    </>
  )
}
