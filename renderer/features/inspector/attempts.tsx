import type { Attempt, Verdict } from '#shared/diagnostics/explanation'
import { formatCost, formatDuration, formatSpan, plural, prettyJson, sayDuration } from '../../ui/format'
import { Fold } from '../../ui/fold'
import { CodeBlock } from '../../ui/json-view'
import { Duration } from '../../ui/quantity'
import { didServe, sayAttempt } from './funnel'
import { layLanes, lostIn, phaseNames, type Lane, type PhaseName, type Span } from './lanes'
import { inputCost, sayCost, type Known } from './attempt-usage'

type Props = {
  readonly attempts: readonly Attempt[]
  readonly verdict: Verdict
  readonly spanOf: (attempt: Attempt) => Span | null
  /** Opens what the provider said, in the viewer; null where nothing is recorded of it. */
  readonly rawOf: (attempt: Attempt) => (() => void) | null
  /** Null for what is not recorded. */
  readonly known: Known | null
}

export const Attempts = ({ attempts, verdict, spanOf, rawOf, known }: Props) => {
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

const phaseWords: Readonly<Record<PhaseName, string>> = {
  lookup: 'name lookup',
  connect: 'connect',
  tls: 'TLS',
  wait: 'head',
  first: 'first event',
  body: 'body',
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

const sayShort = (ms: number): string => (ms < 1000 ? formatSpan(ms) : sayDuration(ms))

/** Where its time went, as far as it was recorded. */
function saySteps({ simulated, steps }: Attempt, lane: Lane | null): string | null {
  if (simulated === true) return 'simulated, no connection'
  if (steps === null) return null
  const phases = (lane?.phases ?? []).map(({ phase, ms }) => `${phaseWords[phase]} ${sayShort(ms)}`)
  return [...(steps.kept ? ['kept connection'] : []), ...phases].join(' · ')
}

type ItemProps = {
  readonly attempt: Attempt
  readonly verdict: Verdict
  readonly number: number
  readonly lane: Lane | null
  readonly divisions: number
  readonly onRaw: (() => void) | null
  /** What its input would cost, where it did not say whether it was billed. */
  readonly unbilled: number | null
}

const AttemptItem = ({ attempt, verdict, number, lane, divisions, onRaw, unbilled }: ItemProps) => {
  const { provider, status, type, reason, code, message, description, param, retryAfterMs, preview } = attempt
  const tone = didServe(attempt, verdict) ? 'ok' : 'bad'
  const steps = saySteps(attempt, lane)
  return (
    <li className="attempt-item">
      <div className="attempt">
        <span className="attempt-name ellipsis">
          {number} <code>{provider}</code>
        </span>
        <div className="lane-track" aria-hidden="true" style={{ backgroundSize: `${100 / divisions}% 100%` }}>
          {lane?.phases.map(({ phase, left, width }) => (
            <i
              key={phase}
              className={`lane-phase phase-${phase} tone-${tone}`}
              style={{ left: `${left * 100}%`, width: `${width * 100}%` }}
            />
          ))}
        </div>
        <span className="num">
          <Duration ms={lane?.ms ?? attempt.ms} />
        </span>
      </div>
      <p className="attempt-words">
        <b className={`tone-${tone}`}>
          {status !== null && `${status} `}
          {sayAttempt(attempt, verdict)}
        </b>{' '}
        {reason !== null && type !== null && <code className="note">{type}</code>}{' '}
        {code !== null && <code className="note">{code}</code>} {message}
        {description !== null && description !== message && <span> {description}</span>}
        {param !== null && (
          <span className="note">
            {' '}
            It names <code>{param}</code>.
          </span>
        )}
        {retryAfterMs !== null && <span className="note"> Retry-After {Math.ceil(retryAfterMs / 1000)} s.</span>}
        {onRaw !== null && (
          <button type="button" className="button quiet small" onClick={onRaw}>
            Raw answer
          </button>
        )}
      </p>
      {steps !== null && <p className="attempt-words attempt-steps">{steps}</p>}
      {unbilled !== null && (
        <p className="attempt-words note">
          It told no cost. If it bills what it took in, that is about {formatCost(String(unbilled))} at its price.
        </p>
      )}
      {preview !== null && onRaw === null && (
        <Fold title="Raw answer" note="as far as it was kept">
          <CodeBlock text={prettyJson(preview) ?? preview} numbered={false} />
        </Fold>
      )}
    </li>
  )
}
