import { memo } from 'react'
import type { SessionSummary } from '#shared/session/summary'
import { ServedBadge } from '../../views/served-badge'
import { isRunning, readSession, saySession, shortVerdict, toPill } from '../../views/verdict'
import { Pills, SimTag, Tag, TransportBadge } from '../../ui/badges'
import { dash, formatClock, formatCount, plural, shortModel } from '../../ui/format'
import { Lamp } from '../../ui/lamp'
import { Duration } from '../../ui/quantity'
import { useNow } from '../../ui/use-now'

type Props = {
  readonly session: SessionSummary
  readonly id: string
  readonly index: number
  readonly selected: boolean
  readonly top: number
  /** 2: under a cause. */
  readonly level: 1 | 2
  readonly onSelect: (id: string) => void
}

export const SessionRow = memo(({ session, id, index, selected, top, level, onSelect }: Props) => {
  const { look, durationMs } = readSession(session, useNow(isRunning(session)))
  const word = isRunning(session) ? look.short : shortVerdict(session)
  return (
    <div
      id={id}
      role="row"
      aria-level={level === 2 ? level : undefined}
      aria-rowindex={index + 1}
      aria-selected={selected}
      aria-label={saySession(session)}
      className="session"
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onSelect(session.id)}
    >
      <div role="gridcell" className="session-cols">
        <span className="session-lamp" title={look.word}>
          <Lamp shape={look.lamp} tone={look.tone} live={look.lamp === 'streaming'} />
        </span>
        <TransportBadge transport={session.transport} />
        <span className="session-model">
          <code className="model" title={session.model ?? undefined}>
            {session.model === null ? 'no model' : shortModel(session.model)}
          </code>
          <ProviderWord session={session} />
        </span>
        <span className="session-time num">{formatClock(session.startedAt)}</span>
        <span className="session-facts">
          <Pills pills={session.attempts.map((attempt) => toPill(attempt, false))} />
          {session.attempts.length === 0 && session.status !== null && (
            <Pills
              pills={[
                {
                  text: String(session.status),
                  title: session.proof,
                  outcome: session.status < 400 ? 'answered' : 'failed',
                },
              ]}
            />
          )}
          {word !== '' && <span className={`session-word tone-${look.tone}`}>{word}</span>}
          {session.simulated && <SimTag />}
        </span>
        <span className="session-ttft num">
          <Duration ms={session.firstTokenMs} />
        </span>
        <span className="session-duration num wide">
          <Duration ms={durationMs} />
        </span>
        <span className="session-tokens num wide">{formatCount(session.totalTokens)}</span>
      </div>
    </div>
  )
})

const ProviderWord = ({ session }: { readonly session: SessionSummary }) => {
  const { provider, verdict, turns } = session
  const waiting = provider === null && (verdict === 'streaming' || verdict === 'idle')
  return (
    <>
      <span className="arrow" aria-hidden="true">
        →
      </span>
      <code className={provider === null && !waiting ? 'tone-bad' : 'provider'}>
        {provider ?? (waiting ? dash : 'none')}
      </code>
      <ServedBadge session={session} />
      {session.transport === 'websocket' && turns > 0 && (
        <Tag>{verdict === 'streaming' ? `turn ${turns}` : plural(turns, 'turn')}</Tag>
      )}
    </>
  )
}
