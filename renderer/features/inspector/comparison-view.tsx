import { useMemo } from 'react'
import type { Explanation } from '#shared/diagnostics/explanation'
import type { SessionSummary } from '#shared/session/summary'
import { formatClock } from '../../ui/format'
import { ChangeRow } from './changed-view'
import { compareRuns } from './compare'
import { keyOf } from '#shared/json-diff'
import { openRun, useRun, type Resent } from './resend'

type Props = {
  readonly resent: Resent
  readonly body: string
  readonly explanation: Explanation
  readonly isUnderWay: boolean
}

/** This run against the one it was made from. */
export const ComparisonView = ({ resent: { before, words }, body, explanation, isUnderWay }: Props) => {
  const { changes, moved, same } = useMemo(
    () => compareRuns(before, { body, explanation }),
    [before, body, explanation],
  )
  return (
    <section className="why-block compared" aria-label="Compared with the run before">
      <header className="why-block-head">
        <h2>
          Sent again <span className="note">{words ?? 'as it was'}</span>
        </h2>
        <button type="button" className="button small" onClick={() => openRun(before.session.id)}>
          Run of {formatClock(before.session.startedAt)}
        </button>
      </header>
      <dl className="why-facts">
        <div>
          <dt>Then</dt>
          <dd>{before.explanation.verdict.sentence}</dd>
        </div>
        <div>
          <dt>Now</dt>
          <dd>
            <b>{isUnderWay ? 'Still under way.' : explanation.verdict.sentence}</b>
          </dd>
        </div>
        {!isUnderWay &&
          moved.map(({ provider, before: was, after, isBetter }) => (
            <div key={provider}>
              <dt>
                <code>{provider}</code>
              </dt>
              <dd>
                <del>{was}</del> <ins className={isBetter ? 'tone-ok' : ''}>{after}</ins>
              </dd>
            </div>
          ))}
      </dl>
      {!isUnderWay && same > 0 && moved.length > 0 && <p className="note">{same} went the same way.</p>}
      {changes.length > 0 && (
        <ul className="changes">
          {changes.map((change) => (
            <ChangeRow key={keyOf(change)} change={change} />
          ))}
        </ul>
      )}
    </section>
  )
}

/** On the run that was sent again: the way to what came of it. */
export const OutcomeLink = ({ resent: { requestId, words } }: { readonly resent: Resent }) => {
  const run: SessionSummary | undefined = useRun(requestId)
  if (run === undefined) return null
  return (
    <p className="why-line">
      Sent again at {formatClock(run.startedAt)} {words === null ? 'as it was.' : `with a change: ${words}`}{' '}
      <button type="button" className="button small" onClick={() => openRun(run.id)}>
        Open that run
      </button>
    </p>
  )
}
