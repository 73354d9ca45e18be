import { lostMs, sayLost, splitFirstToken, tokenRate } from '#shared/inspect/first-token'
import type { TurnTiming } from '#shared/inspect/timing'
import type { SessionSummary } from '#shared/session/summary'
import { openExport } from '../../state/export'
import { openLog, useVersion } from '../../state/frame-log'
import { canReplay, toggleReplay, useNowOf } from '../../state/replay'
import { findSession, useStore } from '../../state/store'
import { readEvidence, readLint, readTiming } from '../../views/inspection'
import { isFallback } from '../../views/served'
import { ServedBadge } from '../../views/served-badge'
import { readSession, toPill, type Reading } from '../../views/verdict'
import { Pills, SimTag, Tag } from '../../ui/badges'
import { dash, formatCost, formatCount, plural } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { Lamp } from '../../ui/lamp'
import { Duration } from '../../ui/quantity'
import { narrow, slim, tight, useMedia } from '../../ui/use-media'
import { canResend } from '../../views/recorded-request'
import { editAndResend, openSide, requestOf, showList } from './actions'
import { Lineage } from './lineage'
import { ResendMenu } from './resend-menu'

type Props = { readonly session: SessionSummary }

export const ViewerHeader = ({ session }: Props) => {
  const noRoom = useMedia(slim)
  const isTight = useMedia(tight)
  const log = openLog(session.id)
  useVersion(log)
  const reading = readSession(session, useNowOf(session), readEvidence(log))
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
        <Pills pills={session.attempts.map((attempt) => toPill(attempt, session.attempts.length <= 3 && !isTight))} />
        {session.simulated && <SimTag />}
        <span className="grow" />
        <ExportButton session={session} />
        <ReplayButton session={session} />
        {canResend(session) && <ResendMenu session={session} />}
        <EditButton disabled={requestOf(session) === null} />
      </div>
      <div className="viewer-proof">
        <VerdictPill reading={reading} />
        <Proof session={session} proof={reading.proof} />
        <Readouts session={session} durationMs={reading.durationMs} timing={readTiming(log).turns.at(-1) ?? null} />
      </div>
      <Lineage session={session} />
    </header>
  )
}

/** What the playhead makes of a session does not say whether it has ended. */
const ReplayButton = ({ session }: Props) => {
  const recorded = useStore((state) => findSession(state, session.id))
  const isOn = useStore((state) => state.replay !== null)
  return (
    <button
      type="button"
      className="button small"
      disabled={!canReplay(recorded)}
      aria-pressed={isOn}
      aria-label="Replay"
      aria-keyshortcuts="R"
      title="Replay this session from its file (R)"
      onClick={toggleReplay}
    >
      <Icon name="play" size={12} />
      <span className="wide">Replay</span>
    </button>
  )
}

const ExportButton = ({ session }: Props) => (
  <button
    type="button"
    className="button small icon-only"
    aria-label="Export"
    aria-keyshortcuts="Control+S"
    title="Export this session (Ctrl+S)"
    onClick={() => openExport([session.id])}
  >
    <Icon name="save" size={12} />
  </button>
)

const EditButton = ({ disabled }: { readonly disabled: boolean }) => (
  <button
    type="button"
    className="button small"
    disabled={disabled}
    aria-label="Edit and resend"
    aria-keyshortcuts="Control+E"
    title="Edit and resend (Ctrl+E)"
    onClick={() => editAndResend()}
  >
    <Icon name="compose" size={12} />
    <span className="wide">Edit</span>
  </button>
)

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
      {!fallback && <ServedBadge session={session} />}
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

/** What proves the verdict, and under it the first thing that lint has against the stream. */
const Proof = ({ session, proof }: Props & { readonly proof: string }) => {
  const { findings, count } = readLint(openLog(session.id))
  const small = useMedia(narrow)
  const [first] = findings
  return (
    <div className="proof">
      <p title={proof}>{proof}</p>
      {first !== undefined && (
        <button type="button" className="tone-warn" onClick={() => openSide('lint', small)}>
          {plural(count, 'lint finding')}: {first.sentence}
        </button>
      )}
    </div>
  )
}

type ReadoutsProps = Props & { readonly durationMs: number; readonly timing: TurnTiming | null }

const Readouts = ({ session, durationMs, timing }: ReadoutsProps) => {
  const rate = timing === null ? null : tokenRate(timing)
  const lost = timing === null ? 0 : lostMs(timing)
  const cost = timing?.usage?.cost ?? null
  return (
    <dl className="readouts">
      <FirstToken session={session} timing={timing} />
      {timing !== null && lost > 0 && (
        <div>
          <dt>{sayLost(timing)}</dt>
          <dd className="tone-bad">
            <Duration ms={lost} />
          </dd>
        </div>
      )}
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
          <span className="unit">/ </span>
          {formatCount(session.outputTokens)}
        </dd>
      </div>
      <div className="wide">
        <dt title="Tokens out, from the first delta to the last">Rate</dt>
        <dd>
          {rate === null ? dash : rate < 1000 ? rate.toFixed(1) : formatCount(Math.round(rate))}
          {rate !== null && <span className="unit">tok/s</span>}
        </dd>
      </div>
      {cost !== null && (
        <div className="wide">
          <dt>Cost</dt>
          <dd title={`$${cost}, as the response tells it`}>{formatCost(cost)}</dd>
        </div>
      )}
    </dl>
  )
}

/** Of a socket the readout is that of its last turn. */
const FirstToken = ({ session, timing }: Props & { readonly timing: TurnTiming | null }) => {
  const small = useMedia(narrow)
  const segments = timing === null ? [] : splitFirstToken(timing)
  const isSocket = session.transport === 'websocket'
  const ms = isSocket && timing?.firstTokenAt != null ? timing.firstTokenAt - timing.startedAt : session.firstTokenMs
  const split = segments.map(({ label, from, to }) => `${(to - from).toFixed(1)} ms ${label}`)
  return (
    <div>
      <dt>TTFT</dt>
      <dd>
        <button
          type="button"
          title={['Time to first token', ...split].join('\n')}
          onClick={() => openSide('timing', small)}
        >
          <Duration ms={ms} />
          <span className="unseen">{['to the first token', ...split].join(', ')}</span>
        </button>
      </dd>
    </div>
  )
}
