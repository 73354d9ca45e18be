import type { SessionSummary } from '#shared/session/summary'
import { verdictLooks, toPill } from '../../views/verdict'
import { Pills, SimTag, Tag } from '../../ui/badges'
import { dash, formatCount } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { Lamp } from '../../ui/lamp'
import { Duration } from '../../ui/quantity'
import { slim, useMedia } from '../../ui/use-media'
import { showList } from './actions'

type Props = { readonly session: SessionSummary }

export const ViewerHeader = ({ session }: Props) => {
  const noRoom = useMedia(slim)
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
        <VerdictPill session={session} />
        <p className="proof" title={session.proof}>
          {session.proof}
        </p>
        <Readouts session={session} />
      </div>
    </header>
  )
}

const Route = ({ session: { provider, attempts, turns, verdict } }: Props) => {
  const failed = attempts.filter((attempt) => attempt.outcome === 'failed').length
  const none = provider === null && verdict !== 'streaming' && verdict !== 'idle'
  return (
    <>
      <span className="arrow" aria-label="served by">
        →
      </span>
      <code className={none ? 'route-provider tone-bad' : 'route-provider'}>{none ? 'none' : (provider ?? dash)}</code>
      {failed > 0 && !none && (
        <Tag tone="warn" title={`${failed} attempts failed before`}>
          fallback {failed + 1}/{Math.max(attempts.length, failed + 1)}
        </Tag>
      )}
      {turns > 1 && <Tag>{turns} turns</Tag>}
    </>
  )
}

const VerdictPill = ({ session }: Props) => {
  const look = verdictLooks[session.verdict]
  return (
    <span className={`verdict verdict-${look.tone}`} role="status">
      <Lamp shape={look.lamp} tone={look.tone} live={session.verdict === 'streaming'} />
      {look.word}
    </span>
  )
}

const Readouts = ({ session }: Props) => (
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
        <Duration ms={session.durationMs} />
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
