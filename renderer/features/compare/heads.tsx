// The runs at the top, each under its letter: which request that was, where it went, and how it ended.
import type { SessionSummary } from '#shared/session/summary'
import { selectSession } from '../../state/store'
import { Pills, SimTag, TransportBadge } from '../../ui/badges'
import { dash, formatClock, shortModel } from '../../ui/format'
import { Lamp } from '../../ui/lamp'
import { readSession, toPill } from '../../views/verdict'

export const letters = ['A', 'B', 'C'] as const

export const Letter = ({ index }: { readonly index: number }) => <b className="compare-letter">{letters[index]}</b>

export const Heads = ({ sessions }: { readonly sessions: readonly SessionSummary[] }) => (
  <div className="compare-heads">
    {sessions.map((session, index) => (
      <Head key={session.id} session={session} index={index} />
    ))}
  </div>
)

const Head = ({ session, index }: { readonly session: SessionSummary; readonly index: number }) => {
  const { id, model, provider, attempts, startedAt, transport, simulated } = session
  const { look } = readSession(session, 0)
  return (
    <article className="compare-head" aria-label={`Run ${letters[index]}`}>
      <div className="compare-head-line">
        <Letter index={index} />
        <button
          type="button"
          className="compare-open"
          title={`Open session ${id}`}
          aria-label={`Open run ${letters[index]}, of ${formatClock(startedAt)}`}
          onClick={() => selectSession(id)}
        >
          {formatClock(startedAt)}
        </button>
        <TransportBadge transport={transport} />
        <span className="grow" />
        <span className={`verdict small verdict-${look.tone}`}>
          <Lamp shape={look.lamp} tone={look.tone} live={look.lamp === 'streaming'} />
          {look.word}
        </span>
      </div>
      <div className="compare-head-line">
        <code className="ellipsis" title={`${model ?? 'no model'} → ${provider ?? 'none'}`}>
          {model === null ? 'no model' : shortModel(model)} → {provider ?? dash}
        </code>
        <Pills pills={attempts.map((attempt) => toPill(attempt, false))} />
        {simulated && <SimTag />}
      </div>
    </article>
  )
}
