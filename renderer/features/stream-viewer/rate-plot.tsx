// Tokens a second over the time of the stream, as one line. A click leads to the event there.
import type { MouseEvent } from 'react'
import { rateSeries, type Pace, type RateSeries } from '#shared/inspect/rate'
import { formatCount, sayDuration } from '../../ui/format'
import { selectFrame } from './actions'

const height = 36

type Props = { readonly pace: Pace; readonly tokens: number | null }

export const RatePlot = ({ pace, tokens }: Props) => {
  const series = rateSeries(pace, tokens)
  if (series === null) return null
  const { rates, seqs, unit, max, median, min } = series
  const onClick = (event: MouseEvent<HTMLButtonElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    const place = Math.floor(((event.clientX - left) / width) * rates.length)
    // A press of Enter has no place of its own: it leads to what the label names.
    selectFrame(seqs[event.detail === 0 ? rates.indexOf(max) : place] ?? null)
  }
  const y = (rate: number) => height - 1 - (rate / Math.max(max, Number.MIN_VALUE)) * (height - 3)
  return (
    <figure className="rate">
      <button type="button" className="rate-plot" onClick={onClick}>
        <span className="unseen">{sayRate(series)}</span>
        <svg viewBox={`0 0 ${rates.length} ${height}`} preserveAspectRatio="none" aria-hidden="true">
          <path className="rate-median" d={`M0 ${y(median).toFixed(1)}H${rates.length}`} />
          <path className="rate-line" d={lineOf(rates, y)} />
        </svg>
      </button>
      <figcaption>
        <span className="note">
          {unit === 'tokens' ? 'tok/s, deltas scaled to the tokens used' : 'deltas/s, tokens are not told'}
        </span>
        <span className="num" aria-hidden="true">
          {(
            [
              ['min', min],
              ['median', median],
              ['max', max],
            ] as const
          ).map(([word, rate]) => (
            <span key={word}>
              <span className="note">{word}</span> {formatRate(rate)}
            </span>
          ))}
        </span>
      </figcaption>
    </figure>
  )
}

/** A step for each slice: the rate in between is not known. */
const lineOf = (rates: readonly number[], y: (rate: number) => number): string =>
  rates.map((rate, at) => `${at === 0 ? 'M0 ' : 'V'}${y(rate).toFixed(1)}H${at + 1}`).join('')

const formatRate = (rate: number): string => (rate < 100 ? rate.toFixed(1) : formatCount(Math.round(rate)))

const sayRate = ({ unit, width, min, median, max, rates }: RateSeries): string =>
  `${unit === 'tokens' ? 'Tokens' : 'Deltas'} a second over ${sayDuration(width * rates.length)}: ` +
  `at least ${formatRate(min)}, median ${formatRate(median)}, at most ${formatRate(max)}. Go to the fastest: `
