// A websocket session at one glance: what it is locked to, its turns as a chain, what broke, both clocks, and its end.
import { sayClose, type Pulse, type SocketTurn, type SocketView } from '#shared/inspect/socket'
import type { SessionSummary } from '#shared/session/summary'
import { openLog, useVersion } from '../../state/frame-log'
import { useStore } from '../../state/store'
import { Tag } from '../../ui/badges'
import { dash, formatBytes, formatCount, formatOffset, plural } from '../../ui/format'
import { Duration } from '../../ui/quantity'
import { readSocket } from '../../views/inspection'
import { selectFrame } from './actions'
import { NextTurn } from './turn-composer'

const shownTurns = 200
const shownPulses = 20

export const SocketPanel = ({ session }: { readonly session: SessionSummary }) => {
  const log = openLog(session.id)
  useVersion(log)
  const view = readSocket(log)
  return (
    <div className="panel-page" data-pane tabIndex={0} role="region" aria-label="Socket">
      <State session={session} view={view} />
      <NextTurn session={session} view={view} />
      <section className="route-block">
        <h2>
          Turns <span className="note">{formatCount(view.turns.length)}</span>
        </h2>
        {view.turns.length === 0 && <p className="empty-note">No turn was sent yet.</p>}
        <ol className="socket-turns">
          {view.turns.slice(-shownTurns).map((turn) => (
            <li key={turn.seq}>
              <TurnRow turn={turn} lockedModel={view.lockedModel} />
            </li>
          ))}
        </ol>
      </section>
      {view.reconnects.length > 0 && <Reconnects view={view} />}
      <Clocks pulses={view.pulses} />
    </div>
  )
}

const State = ({
  session,
  view: { lockedModel, closed },
}: {
  readonly session: SessionSummary
  readonly view: SocketView
}) => (
  <section className="route-block">
    <h2>Socket</h2>
    <dl className="side-facts socket-state">
      <div>
        <dt>State</dt>
        <dd>
          {closed === null
            ? session.flight === null
              ? 'open, idle'
              : `open, turn ${session.flight} in flight`
            : 'closed'}
        </dd>
      </div>
      <div>
        <dt>Locked to</dt>
        <dd>{lockedModel === null ? 'no model yet' : <code>{lockedModel}</code>}</dd>
      </div>
      {closed !== null && (
        <div>
          <dt>Closed by</dt>
          <dd>
            the {closed.by}
            {closed.code !== null && (
              <>
                {' '}
                with <code>{closed.code}</code>: {sayClose(closed.code)}
              </>
            )}
            {closed.reason !== '' && <span className="note"> {closed.reason}</span>}
          </dd>
        </div>
      )}
    </dl>
  </section>
)

type TurnProps = { readonly turn: SocketTurn; readonly lockedModel: string | null }

const TurnRow = ({ turn, lockedModel }: TurnProps) => {
  const selectedSeq = useStore((state) => state.selectedSeq)
  const failed = turn.error !== null || turn.status === 'failed'
  return (
    <button
      type="button"
      className="socket-turn"
      aria-current={turn.seq === selectedSeq}
      title={turn.responseId ?? undefined}
      onClick={() => selectFrame(turn.seq)}
    >
      <span className="order-number">{turn.turn}</span>
      <span className="socket-chain">
        {sayChain(turn)}
        {turn.model !== null && turn.model !== lockedModel && <code className="tone-warn">{turn.model}</code>}
        {turn.isWarmUp && <Tag>warm-up</Tag>}
      </span>
      <span className={failed ? 'tone-bad' : turn.status === null ? 'tone-info' : 'note'}>
        {turn.error ?? turn.status ?? 'in flight'}
      </span>
      <span className="num" title="Time to first token">
        <Duration ms={turn.firstTokenMs} />
      </span>
      <span className="num" title="Duration">
        <Duration ms={turn.endAt === null ? null : turn.endAt - turn.at} />
      </span>
      <span className="num" title="Tokens">
        {formatCount(turn.tokens)}
      </span>
    </button>
  )
}

function sayChain({ previousId, continues }: SocketTurn): string {
  if (continues !== null) return `continues turn ${continues}`
  if (previousId !== null) return `continues ${previousId}, not of this socket`
  return 'begins anew'
}

const Reconnects = ({ view: { reconnects } }: { readonly view: SocketView }) => (
  <section className="route-block">
    <h2>
      Upstreams lost <span className="note">{formatCount(reconnects.length)}</span>
    </h2>
    <ol className="socket-turns">
      {reconnects.slice(-shownPulses).map(({ seq, turn, provider, code }) => (
        <li key={seq}>
          <button type="button" className="seq-link" onClick={() => selectFrame(seq)}>
            Turn {turn}: <code>{provider}</code> {code ?? 'no answer'}
          </button>
        </li>
      ))}
    </ol>
  </section>
)

const Clocks = ({ pulses }: { readonly pulses: readonly Pulse[] }) => (
  <section className="route-block">
    <h2>
      Two clocks <span className="note">{plural(pulses.length, 'reading')}</span>
    </h2>
    {pulses.length === 0 ? (
      <p className="note">Neither side was ever silent for long: there was nothing to read.</p>
    ) : (
      <table className="clocks">
        <thead>
          <tr>
            <th scope="col">Moment</th>
            <th scope="col">Client pong</th>
            <th scope="col">Upstream pong</th>
            <th scope="col">Silence</th>
            <th scope="col">Unread</th>
          </tr>
        </thead>
        <tbody>
          {pulses.slice(-shownPulses).map((pulse) => (
            <tr key={pulse.seq}>
              <th scope="row">
                <button type="button" className="seq-link" onClick={() => selectFrame(pulse.seq)}>
                  {pulse.moment.replaceAll('_', ' ')} at {formatOffset(pulse.at)} ms
                </button>
              </th>
              <td className="num">{ago(pulse.clientPongMs)}</td>
              <td className="num">{ago(pulse.upstreamPongMs)}</td>
              <td className="num">
                <Duration ms={pulse.silentMs} />
              </td>
              <td className="num">{formatBytes(pulse.bufferedBytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </section>
)

const ago = (ms: number | null) =>
  ms === null ? (
    dash
  ) : (
    <>
      <Duration ms={ms} /> ago
    </>
  )
