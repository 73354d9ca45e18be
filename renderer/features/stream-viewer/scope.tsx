// The strip over the events: attempts, trigger, rate and silence on one time axis of ten divisions.
import type { SessionSummary } from '#shared/session/summary'
import { openLog, useVersion } from '../../state/frame-log'
import { sayDuration } from '../../ui/format'
import { GapRibbon } from './gap-ribbon'
import { readScope, type Bucket, type ScopeData } from './scope-data'

/** Height of the drawing in its own units; the width is stretched. */
const top = 22
const base = 66
const notable = 500

/** A rate needs events to be a rate of. */
const fewest = 3

export const Scope = ({ session }: { readonly session: SessionSummary }) => {
  const log = openLog(session.id)
  useVersion(log)
  const data = readScope(log)
  const end = Math.max(data.end, 10) * 1.02
  const percent = (ms: number) => `${(ms / end) * 100}%`
  const { longest, firstToken } = data
  const silence = longest && longest.to - longest.from > notable ? longest : null
  return (
    <div className="scope">
      <ScopeLabels data={data} end={end} />
      <figure className="scope-plot" role="img" aria-label={sayScope(data)}>
        <svg className="scope-grid" aria-hidden="true">
          {Array.from({ length: 9 }, (_, i) => (
            <line key={i} x1={`${(i + 1) * 10}%`} x2={`${(i + 1) * 10}%`} y1={top} y2={base + 22} />
          ))}
          <line x1="0" x2="100%" y1={base} y2={base} />
        </svg>
        <Spans spans={data.spans} end={end} />
        {silence && (
          <span
            className="scope-silence"
            style={{ left: percent(silence.from), width: percent(silence.to - silence.from) }}
          >
            <span>{sayDuration(silence.to - silence.from)} silence</span>
          </span>
        )}
        <svg className="scope-trace" viewBox={`0 0 1000 ${base}`} preserveAspectRatio="none" aria-hidden="true">
          {data.events > fewest && <polyline points={traceOf(data, end)} />}
        </svg>
        <svg className="scope-ticks" viewBox="0 0 1000 22" preserveAspectRatio="none" aria-hidden="true">
          <Ticks buckets={data.buckets} width={data.width} end={end} top={1} />
          <Ticks buckets={data.out} width={data.width} end={end} top={11} />
        </svg>
        {firstToken !== null && (
          <span className="scope-trigger" style={{ left: percent(firstToken) }}>
            <b>T {sayDuration(firstToken)}</b>
          </span>
        )}
        <span className="scope-scale">{sayDuration(end / 10)}/div</span>
      </figure>
      <GapRibbon data={data} />
    </div>
  )
}

/** A label without room keeps its last word, so each word is an element of its own. */
const Spans = ({ spans, end }: { readonly spans: ScopeData['spans']; readonly end: number }) =>
  spans.map(({ from, to, label, outcome }, index) => (
    <span
      key={index}
      className={`scope-span scope-${outcome}`}
      style={{ left: `${(from / end) * 100}%`, width: `${(((to ?? end) - from) / end) * 100}%` }}
      title={label}
    >
      {label.split(' ').map((word, at) => (
        <span key={at}>{word}</span>
      ))}
    </span>
  ))

function sayScope({ end, firstToken, longest, spans }: ScopeData): string {
  const attempts = spans.map((span) => span.label).join(', then ')
  const parts = [
    `${sayDuration(end)} on the time axis`,
    attempts === '' ? null : `attempts: ${attempts}`,
    firstToken === null ? 'no token yet' : `first token after ${sayDuration(firstToken)}`,
    longest === null ? null : `longest silence ${sayDuration(longest.to - longest.from)}`,
  ]
  return `${parts.filter((part) => part !== null).join('; ')}.`
}

const points = 200

/** Events per slice of time as one line, from the floor of the plot to just under its top. */
function traceOf({ buckets, width }: ScopeData, end: number): string {
  const slices = Array.from({ length: points }, () => 0)
  buckets.forEach(({ count }, index) => {
    const at = Math.min(points - 1, Math.floor((((index + 0.5) * width) / end) * points))
    slices[at] = (slices[at] ?? 0) + count
  })
  const smooth = slices.map((_, i) =>
    [-2, -1, 0, 1, 2].reduce((sum, d) => sum + (slices[i + d] ?? 0) * (3 - Math.abs(d)), 0),
  )
  const peak = Math.max(...smooth, 1)
  return smooth
    .map((n, i) => `${((i + 0.5) / points) * 1000},${(base - 1 - (n / peak) * (base - top - 8)).toFixed(1)}`)
    .join(' ')
}

const tones: Readonly<Record<Bucket['kind'], string>> = {
  lifecycle: 'k-life',
  structure: 'k-life',
  text: 'k-text',
  reasoning: 'k-reason',
  tool: 'k-tool',
  error: 'k-err',
  unknown: 'k-life',
  gateway: 'k-gate',
}

type TicksProps = {
  readonly buckets: readonly Bucket[]
  readonly width: number
  readonly end: number
  readonly top: number
}

/** One path per colour: a stream has hundreds of ticks, and each element of its own would cost every frame. */
const Ticks = ({ buckets, width, end, top: y }: TicksProps) => {
  const paths = new Map<string, string>()
  buckets.forEach(({ count, kind }, index) => {
    if (count === 0) return
    const tone = tones[kind]
    const x = (((index + 0.5) * width) / end) * 1000
    paths.set(tone, `${paths.get(tone) ?? ''}M${x.toFixed(1)} ${y}v7`)
  })
  return [...paths].map(([tone, d]) => <path key={tone} className={tone} d={d} />)
}

/** Names of the rows; the words for those who do not see the drawing are in its label. */
const ScopeLabels = ({ data, end }: { readonly data: ScopeData; readonly end: number }) => (
  <div className="scope-labels" aria-hidden="true">
    <span style={{ top: 5 }}>attempts</span>
    {data.events > fewest && <span style={{ top: top + 1 }}>ev/s {peakRate(data, end)}</span>}
    <span style={{ top: base + 1 }}>upstream</span>
    <span style={{ top: base + 11 }}>client</span>
    {data.cells.length > 1 && <span style={{ top: base + 38 }}>gaps</span>}
  </div>
)

/** Events a second where the trace is highest. */
function peakRate({ buckets, width }: ScopeData, end: number): string {
  const slice = Math.max(1, Math.round(end / points / width))
  let peak = 0
  for (let i = 0; i < buckets.length; i += slice) {
    let sum = 0
    for (let j = i; j < i + slice; j += 1) sum += buckets[j]?.count ?? 0
    peak = Math.max(peak, sum / ((slice * width) / 1000))
  }
  if (peak < 9_500) return String(Math.round(peak))
  return peak < 999_500 ? `${Math.round(peak / 1000)}k` : `${(peak / 1_000_000).toFixed(1)}M`
}
