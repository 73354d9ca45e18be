import type { Explanation, Facts } from '#shared/diagnostics/explanation'
import { Tag } from '../../ui/badges'
import { CopyButton } from '../../ui/copy-button'
import { Lamp } from '../../ui/lamp'
import { splitNames } from './names'
import { RetryClock } from './retry-clock'

type Props = {
  readonly explanation: Explanation
  /** No answer yet: there is nothing to judge. */
  readonly isUnderWay: boolean
  /** How long a `Retry-After` asks to wait. */
  readonly waitMs: number | null
  /** When that is over, in Unix milliseconds; null where it is not known when it was said. */
  readonly retryAt: number | null
  /** Null for what is not recorded. */
  readonly sendAgain: (() => void) | null
}

/** One sentence, the codes behind it, and what others had to say. */
export const VerdictHead = ({ explanation, isUnderWay, waitMs, retryAt, sendAgain }: Props) => {
  const { verdict, facts, hints, source, routing } = explanation
  const isServed = verdict.who === 'nobody'
  return (
    <header className="why-head">
      <p className="why-tags">
        {!isUnderWay && (
          <span className={`verdict verdict-${isServed ? 'ok' : 'bad'}`}>
            <Lamp shape={isServed ? 'ok' : 'failed'} tone={isServed ? 'ok' : 'bad'} />
            {isServed ? 'Served' : 'Failed'}
          </span>
        )}
        <Codes facts={facts} />
        {facts.origin !== null && <span className="note">origin {facts.origin}</span>}
        {facts.type !== null && <span className="note">type {facts.type}</span>}
        <span className="grow" />
        {facts.generationId !== null && (
          <span className="why-id">
            <code className="ellipsis" title="Generation id">
              {facts.generationId}
            </code>
            <CopyButton text={facts.generationId} label="Copy the generation id" />
          </span>
        )}
      </p>
      <p className="why-sentence">
        {isUnderWay
          ? 'Still under way.'
          : splitNames(verdict.sentence, [...verdict.providers, routing.model ?? '']).map(({ text, isName }, index) =>
              isName ? <code key={index}>{text}</code> : text,
            )}
      </p>
      {waitMs !== null && !isServed && (
        <p className="why-line">
          Retry-After {Math.ceil(waitMs / 1000)} s.{' '}
          {retryAt !== null && <RetryClock key={retryAt} until={retryAt} sendAgain={sendAgain} />}
        </p>
      )}
      {facts.payment.notice !== null && <p className="why-line">{facts.payment.notice}</p>}
      {[...new Set([...hints, ...(facts.failure.hint === null ? [] : [facts.failure.hint])])].map((hint) => (
        <p key={hint} className="why-line">
          <b>Told</b> {hint}
        </p>
      ))}
      {source.trail.length > 0 && <p className="note why-line">Read from {source.trail.join(', ')}.</p>}
    </header>
  )
}

const Codes = ({ facts: { status, error, reason } }: { readonly facts: Facts }) => (
  <>
    {(status !== null || error !== null) && (
      <Tag tone="mono">{[status, error].filter((part) => part !== null).join(' ')}</Tag>
    )}
    {reason !== null && <Tag tone="mono">{reason}</Tag>}
  </>
)
