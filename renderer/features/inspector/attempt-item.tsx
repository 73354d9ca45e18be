// One attempt: its lane on the common axis, what came of it, and where its time went.
import type { Attempt, Verdict } from '#shared/diagnostics/explanation'
import { Fold } from '../../ui/fold'
import { formatCost, formatSpan, prettyJson, sayDuration } from '../../ui/format'
import { CodeBlock } from '../../ui/json-view'
import { Duration } from '../../ui/quantity'
import { didServe, sayAttempt } from './funnel'
import type { Lane, PhaseName } from './lanes'

export const phaseWords: Readonly<Record<PhaseName, string>> = {
  lookup: 'name lookup',
  connect: 'connect',
  tls: 'TLS',
  wait: 'head',
  first: 'first event',
  body: 'body',
}

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
  /** Whether the answer's words tell of it; null: there is no difference. */
  readonly isTold: boolean | null
}

export const AttemptItem = ({ attempt, verdict, number, lane, divisions, onRaw, unbilled, isTold }: ItemProps) => {
  const { provider, preview } = attempt
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
      <AttemptWords attempt={attempt} verdict={verdict} onRaw={onRaw} isTold={isTold} />
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

type WordsProps = Pick<ItemProps, 'attempt' | 'verdict' | 'onRaw' | 'isTold'>

const AttemptWords = ({ attempt, verdict, onRaw, isTold }: WordsProps) => {
  const { status, type, reason, code, message, description, param, retryAfterMs } = attempt
  return (
    <p className="attempt-words">
      <b className={`tone-${didServe(attempt, verdict) ? 'ok' : 'bad'}`}>
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
      {isTold !== null && (
        <span className="note"> {isTold ? 'The answer tells this one.' : 'The answer’s words leave it out.'}</span>
      )}
      {onRaw !== null && (
        <button type="button" className="button quiet small" onClick={onRaw}>
          Raw answer
        </button>
      )}
    </p>
  )
}
