// The time of a session as a picture: a lane for each turn's way to its first token, a lane for each attempt, and how many events
// came when. Plain shapes with words beside them, and a sentence for whoever does not see it.
import { sayDuration } from '#shared/diagnostics/words'
import type { SessionReport } from '#shared/formats/html/collect'
import { markup, type Markup } from '#shared/formats/html/markup'
import { splitFirstToken, type Segment } from '#shared/inspect/first-token'

const width = 1000
const left = 150
const right = 12
const laneHeight = 20
const rateHeight = 56
const mostLanes = 12

type Lane = { readonly label: string; readonly bars: readonly Bar[] }
type Bar = { readonly from: number; readonly to: number; readonly look: string; readonly title: string }

export function drawTime(report: SessionReport): Markup | null {
  const end = Math.max(report.summary.durationMs, 1)
  const x = (ms: number) => round(left + (Math.min(ms, end) / end) * (width - left - right))
  const lanes = lanesOf(report).slice(0, mostLanes)
  const top = lanes.length * laneHeight + 8
  const height = top + rateHeight + 22
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => part * end)
  return markup`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${describe(report)}">
${lanes.map((lane, index) => drawLane(lane, index * laneHeight + 6, x))}
${drawRate(report, top, x)}
<path class="axis" d="M${left} ${top + rateHeight}H${width - right}" />
${ticks.map(
  (ms, index) =>
    markup`<text x="${x(ms)}" y="${top + rateHeight + 14}" text-anchor="${index === 0 ? 'start' : index === 4 ? 'end' : 'middle'}">${sayDuration(ms)}</text>`,
)}
</svg>`
}

const round = (n: number): number => Math.round(n * 10) / 10

function lanesOf({ turns, attempts }: SessionReport): Lane[] {
  const ways = turns.flatMap((turn): Lane[] => {
    const segments = splitFirstToken(turn)
    if (segments.length === 0) return []
    const rest = { from: turn.firstTokenAt ?? 0, to: turn.lastAt, look: 'served', title: 'answer' }
    return [{ label: `turn ${turn.turn}`, bars: [...segments.map(barOf), rest] }]
  })
  const tried = attempts.kept.map(({ attempt, provider, at, ms, failed, status }): Lane => {
    const title = failed ?? (status === null ? 'never answered' : `answered ${status}`)
    const look = failed === null ? 'lane' : 'lost'
    return { label: `${attempt}. ${provider}`, bars: [{ from: at, to: at + (ms ?? 0), look, title }] }
  })
  return [...ways, ...tried]
}

const barOf = ({ from, to, phase, label }: Segment): Bar => ({
  from,
  to,
  look: phase === 'lost' ? 'lost' : phase === 'first_event' || phase === 'first_token' ? 'wait' : 'lane',
  title: `${label}, ${sayDuration(to - from)}`,
})

const drawLane = ({ label, bars }: Lane, y: number, x: (ms: number) => number): Markup =>
  markup`<text x="${left - 8}" y="${y + 10}" text-anchor="end">${label.length > 24 ? `${label.slice(0, 23)}…` : label}</text>${bars.map(
    ({ from, to, look, title }) =>
      markup`<rect class="${look}" x="${x(from)}" y="${y}" width="${Math.max(1.5, round(x(to) - x(from)))}" height="12"><title>${title}</title></rect>`,
  )}`

function drawRate({ slices, sliceMs }: SessionReport, top: number, x: (ms: number) => number): Markup {
  const most = Math.max(1, ...slices)
  const bars = slices.flatMap((count, index) => {
    if (count === 0) return []
    // A single event must be seen beside a burst of a thousand.
    const tall = round(Math.max(2, Math.sqrt(count / most) * (rateHeight - 6)))
    return [
      markup`<rect class="tick" x="${x(index * sliceMs)}" y="${round(top + rateHeight - tall)}" width="${Math.max(1.5, round(x(sliceMs) - x(0) - 0.3))}" height="${tall}" />`,
    ]
  })
  return markup`<text x="${left - 8}" y="${top + rateHeight - 4}" text-anchor="end">events</text>${bars}`
}

function describe({ summary, attempts, events }: SessionReport): string {
  const first =
    summary.firstTokenMs === null ? 'no token came' : `the first token came after ${sayDuration(summary.firstTokenMs)}`
  return `${attempts.count} attempts and ${events.count} events in ${sayDuration(summary.durationMs)}; ${first}.`
}
