// How fast a model spoke, over the time of its stream: deltas in slices of time, and their scale in tokens once the
// response tells how many it used. A fixed number of slices, which double in length when a stream outgrows them.

type Slice = {
  count: number
  /** The first event in it. */
  readonly seq: number
}

export type Pace = {
  /** Milliseconds of a slice. */
  width: number
  readonly slices: Slice[]
}

export const createPace = (): Pace => ({ width: 10, slices: [] })

const mostSlices = 128

/** `ms` is counted from the first delta. */
export function addDelta(pace: Pace, ms: number, seq: number): void {
  while (ms / pace.width >= mostSlices) double(pace)
  const index = Math.floor(ms / pace.width)
  // A slice in which nothing was said leads to what broke the silence.
  while (pace.slices.length <= index) pace.slices.push({ count: 0, seq })
  const slice = pace.slices[index]
  if (slice) slice.count += 1
}

function double(pace: Pace): void {
  pace.slices.splice(0, Infinity, ...joined(pace.slices, 2))
  pace.width *= 2
}

const joined = (slices: readonly Slice[], factor: number): Slice[] =>
  Array.from({ length: Math.ceil(slices.length / factor) }, (_, at) => {
    const group = slices.slice(at * factor, (at + 1) * factor)
    return {
      count: group.reduce((sum, { count }) => sum + count, 0),
      seq: (group.find(({ count }) => count > 0) ?? group[0])?.seq ?? 0,
    }
  })

export type RateSeries = {
  readonly unit: 'tokens' | 'deltas'
  /** Milliseconds of a slice. */
  readonly width: number
  /** A second, in each slice. */
  readonly rates: readonly number[]
  readonly seqs: readonly number[]
  readonly min: number
  readonly median: number
  readonly max: number
}

const mostPoints = 60
/** Of fewer deltas in a slice the line would show the slicing, not the speed. */
const fewest = 4

/** null while there is too little to speak of a speed. `tokens` is what the response says it used. */
export function rateSeries({ width, slices }: Pace, tokens: number | null): RateSeries | null {
  const deltas = slices.reduce((sum, { count }) => sum + count, 0)
  if (deltas === 0) return null
  const factor = Math.ceil(Math.max(slices.length / mostPoints, (slices.length * fewest) / deltas, 1))
  // The last slice is still being filled, or was left before its end.
  const points = joined(slices, factor).slice(0, -1)
  if (points.length < 2) return null
  const scale = (tokens === null ? 1 : tokens / deltas) / ((width * factor) / 1000)
  const rates = points.map(({ count }) => count * scale)
  const sorted = [...rates].sort((a, b) => a - b)
  return {
    unit: tokens === null ? 'deltas' : 'tokens',
    width: width * factor,
    rates,
    seqs: points.map(({ seq }) => seq),
    min: sorted[0] ?? 0,
    median: sorted[Math.floor(sorted.length / 2)] ?? 0,
    max: sorted.at(-1) ?? 0,
  }
}
