import type { SessionSummary } from '#shared/session/summary'
import { isFallback, isRunning, readSession, toPill, type Reading } from '../../views/verdict'
import { Pills, SimTag, Tag } from '../../ui/badges'
import { dash, formatCount } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { Lamp } from '../../ui/lamp'
import { Duration } from '../../ui/quantity'
import { slim, useMedia } from '../../ui/use-media'
import { useNow } from '../../ui/use-now'
import { showList } from './actions'

type Props = { readonly session: SessionSummary }

export const ViewerHeader = ({ session }: Props) => {
  const noRoom = useMedia(slim)
  const reading = readSession(session, useNow(isRunning(session)))
  return (
    <header className="viewer-head">
      <div className="viewer-title">
        {noRoom && (
          <button type="button" className="button icon-only" aria-label="Show sessions (Ctrl+B)" onClick={showList}>
            <Icon name="list" size={12} />
          </button>
        )}
        <h1 title={session.id}>{session.model ?? 'no model'}</h1>
        <Route session={session} />
        <Pills pills={session.attempts.map((attempt) => toPill(attempt, session.attempts.length <= 3))} />
        {session.simulated && <SimTag />}
      </div>
      <div className="viewer-proof">
        <VerdictPill reading={reading} />
        <p className="proof" title={reading.proof}>
          {reading.proof}
        </p>
        <Readouts session={session} durationMs={reading.durationMs} />
      </div>
    </header>
  )
}

const Route = ({ session }: Props) => {
  const { provider, attempts, turns, verdict } = session
  const failed = attempts.filter((attempt) => attempt.outcome === 'failed').length
  const fallback = isFallback(session)
  const none = provider === null && verdict !== 'streaming' && verdict !== 'idle'
  return (
    <>
      <span className="arrow" aria-label="served by">
        →
      </span>
      <code className={none ? 'route-provider tone-bad' : 'route-provider'}>{none ? 'none' : (provider ?? dash)}</code>
      {fallback && (
        <Tag tone="warn" title={`${failed} attempts failed before`}>
          fallback {failed + 1}/{attempts.length}
        </Tag>
      )}
      {turns > 1 && <Tag>{turns} turns</Tag>}
    </>
  )
}

const VerdictPill = ({ reading: { look } }: { readonly reading: Reading }) => (
  <span className={`verdict verdict-${look.tone}`} role="status">
    <Lamp shape={look.lamp} tone={look.tone} live={look.lamp === 'streaming'} />
    {look.word}
  </span>
)

const Readouts = ({ session, durationMs }: Props & { readonly durationMs: number }) => (
  <dl className="readouts">
    <div>
      <dt title="Time to first token">TTFT</dt>
      <dd>
        <Duration ms={session.firstTokenMs} />
      </dd>
    </div>
    <div>
      <dt>Duration</dt>
      <dd>
        <Duration ms={durationMs} />
      </dd>
    </div>
    <div className="wide">
      <dt>Tokens in / out</dt>
      <dd>
        {formatCount(session.inputTokens)}
        <span className="unit"> / </span>
        {formatCount(session.outputTokens)}
      </dd>
    </div>
    <div className="wide">
      <dt>Events</dt>
      <dd>{formatCount(session.events)}</dd>
    </div>
  </dl>
)
