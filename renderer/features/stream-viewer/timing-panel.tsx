// The numbers behind the strip: the way to the first token, the longest silence, what came in bursts, what it used.
import { splitFirstToken, tokenRate, type Segment } from '#shared/inspect/first-token'
import type { Burst, TurnTiming } from '#shared/inspect/timing'
import type { SessionSummary } from '#shared/session/summary'
import { openLog, useVersion } from '../../state/frame-log'
import { dash, formatCount, formatOffset, formatSpan, plural } from '../../ui/format'
import { Duration } from '../../ui/quantity'
import { readTiming } from '../../views/inspection'
import { selectFrame } from './actions'
import { RatePlot } from './rate-plot'
import { TurnPicker, useTurn } from './turn-picker'

const shownBursts = 50

export const TimingPanel = ({ session }: { readonly session: SessionSummary }) => {
  const log = openLog(session.id)
  useVersion(log)
  const picked = useTurn(session)
  const timing = readTiming(log).turns.find((turn) => turn.turn === picked.turn?.number)
  return (
    <div className="side-page padded" role="region" aria-label="Timing" tabIndex={0} data-pane>
      <TurnPicker {...picked} />
      {timing === undefined ? <p className="empty-note">Nothing was asked yet.</p> : <TurnTimes timing={timing} />}
    </div>
  )
}

const TurnTimes = ({ timing }: { readonly timing: TurnTiming }) => {
  const { longest, bursts, usage, deltas, firstTokenAt, startedAt } = timing
  const rate = tokenRate(timing)
  return (
    <>
      <section className="side-block">
        <h2>
          First token{' '}
          <span className="note">{firstTokenAt === null ? 'not yet' : <Duration ms={firstTokenAt - startedAt} />}</span>
        </h2>
        <FirstToken segments={splitFirstToken(timing)} />
      </section>
      <section className="side-block">
        <h2>Stream</h2>
        <dl className="side-facts">
          <Fact name="Deltas">{formatCount(deltas)}</Fact>
          <Fact name="Rate">
            {rate === null ? dash : rate.toFixed(1)}
            <span className="unit">tok/s</span>
          </Fact>
          <Fact name="Longest silence">
            {longest === null ? (
              dash
            ) : (
              <SeqLink seq={longest.beforeSeq}>
                <Duration ms={longest.ms} /> before seq {longest.beforeSeq}
                {longest.inside !== '' && `, inside ${longest.inside}`}
              </SeqLink>
            )}
          </Fact>
        </dl>
        <RatePlot pace={timing.pace} tokens={usage?.output ?? null} />
        {bursts.slice(0, shownBursts).map((burst) => (
          <p key={burst.firstSeq} className="burst-row">
            <SeqLink seq={burst.firstSeq}>{sayBurst(burst)}</SeqLink>
          </p>
        ))}
      </section>
      {usage !== null && (
        <section className="side-block">
          <h2>Usage</h2>
          <dl className="side-facts">
            <Fact name="Tokens in">{formatCount(usage.input)}</Fact>
            <Fact name="of them cached">{formatCount(usage.cached)}</Fact>
            <Fact name="Tokens out">{formatCount(usage.output)}</Fact>
            <Fact name="of them reasoning">{formatCount(usage.reasoning)}</Fact>
            <Fact name="Cost">{usage.cost === null ? dash : `$${usage.cost}`}</Fact>
          </dl>
        </section>
      )}
    </>
  )
}

const sayBurst = ({ count, spanMs, waitMs }: Burst): string =>
  `${plural(count, 'event')} in ${formatSpan(spanMs)} after ${Math.round(waitMs)} ms: arrived as one burst`

const FirstToken = ({ segments }: { readonly segments: readonly Segment[] }) => {
  const start = segments[0]?.from ?? 0
  const total = Math.max((segments.at(-1)?.to ?? 0) - start, 1)
  return (
    <table className="phases">
      <tbody>
        {segments.map(({ phase, label, from, to }, index) => (
          <tr key={index}>
            <th scope="row">{label}</th>
            <td className="num">
              {formatOffset(to - from)}
              <span className="unit">ms</span>
            </td>
            <td className="phase-lane" aria-hidden="true">
              <span
                className={`phase phase-${phase}`}
                style={{
                  left: `${((from - start) / total) * 100}%`,
                  width: `${Math.max(0.6, ((to - from) / total) * 100)}%`,
                }}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const Fact = ({ name, children }: { readonly name: string; readonly children: React.ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd className="num">{children}</dd>
  </div>
)

const SeqLink = ({ seq, children }: { readonly seq: number; readonly children: React.ReactNode }) => (
  <button type="button" className="seq-link" onClick={() => selectFrame(seq)}>
    {children}
  </button>
)
