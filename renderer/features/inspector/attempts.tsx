import type { Attempt, Verdict } from '#shared/diagnostics/explanation'
import type { Surfaced } from '#shared/diagnostics/surfaced'
import { formatDuration, plural, sayDuration } from '../../ui/format'
import { AttemptItem, phaseWords } from './attempt-item'
import { layLanes, lostIn, phaseNames, type Lane, type Span } from './lanes'
import { inputCost, sayCost, type Known } from './attempt-usage'

type Props = {
  readonly attempts: readonly Attempt[]
  readonly verdict: Verdict
  readonly spanOf: (attempt: Attempt) => Span | null
  /** Opens what the provider said, in the viewer; null where nothing is recorded of it. */
  readonly rawOf: (attempt: Attempt) => (() => void) | null
  /** Null for what is not recorded. */
  readonly known: Known | null
  readonly surfaced: Surfaced
}

export const Attempts = ({ attempts, verdict, spanOf, rawOf, known, surfaced }: Props) => {
  if (attempts.length === 0) return null
  const laid = layLanes(attempts, spanOf)
  const lost = lostIn(attempts)
  const failed = attempts.filter(({ reason }) => reason !== null)
  return (
    <section className="why-block" aria-label="Attempts">
      <header className="why-block-head">
        <h2>
          Attempts{' '}
          <span className="note">
            {plural(attempts.length, 'provider')} asked
            {failed.length > 0 && lost > 0 && `, ${sayDuration(lost)} lost to ${plural(failed.length, 'failure')}`}
            {failed.length > 0 && `, ${sayCost(failed)}`}
          </span>
        </h2>
      </header>
      {laid !== null && <Legend lanes={laid.lanes} />}
      {laid !== null && (
        <div className="attempt lane-axis-row" aria-hidden="true">
          <span />
          <div className="lane-axis-ticks">
            {laid.ticks.slice(0, -1).map(({ ms, left }) => (
              <span key={ms} className="num" style={{ left: `${left * 100}%` }}>
                {formatTick(ms)}
              </span>
            ))}
          </div>
          <span className="note">{sayDuration(laid.perDivision)}/div</span>
        </div>
      )}
      <ol>
        {attempts.map((attempt, index) => (
          <AttemptItem
            key={index}
            attempt={attempt}
            verdict={verdict}
            number={attempt.attempt ?? index + 1}
            lane={laid?.lanes[index] ?? null}
            divisions={(laid?.ticks.length ?? 1) - 1}
            onRaw={rawOf(attempt)}
            unbilled={known === null ? null : inputCost(attempt, known)}
            isTold={surfaced[index] ?? null}
          />
        ))}
      </ol>
    </section>
  )
}

const formatTick = (ms: number): string => {
  const { value, unit } = formatDuration(ms)
  return unit === 'ms' ? value : `${value} ${unit}`
}

const Legend = ({ lanes }: { readonly lanes: readonly Lane[] }) => (
  <p className="lane-legend note" aria-hidden="true">
    {phaseNames
      .filter((name) => lanes.some(({ phases }) => phases.some(({ phase }) => phase === name)))
      .map((name) => (
        <span key={name}>
          <i className={`lane-phase phase-${name}`} /> {phaseWords[name]}
        </span>
      ))}
  </p>
)
