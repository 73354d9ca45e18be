// The last calls to one provider as marks: how each ended by shape and colour, how long it took by height.
import type { Call, Weather } from '#shared/inspect/weather'
import { formatClock, plural, sayDuration } from '../../ui/format'

export const shownCalls = 32
const step = 6
const height = 18
const lowest = 7
const fastest = 50
const slowest = 20_000

/** Heights grow with the logarithm: tens of milliseconds and tens of seconds are both there to be seen. */
export function heightOf(ms: number | null): number {
  if (ms === null) return lowest
  const share = Math.log(Math.max(ms, fastest) / fastest) / Math.log(slowest / fastest)
  return lowest + Math.min(1, share) * (height - lowest)
}

const looks = { answered: 'call-answered', broken: 'call-broken', failed: 'call-failed' } as const

const Mark = ({ call, at }: { readonly call: Call; readonly at: number }) => {
  const tall = heightOf(call.ms)
  const x = at * step
  const top = height - tall
  return (
    <g className={call.simulated ? `${looks[call.outcome]} call-simulated` : looks[call.outcome]}>
      <title>{sayCall(call)}</title>
      {call.outcome === 'answered' && <rect x={x + 1} y={top + 0.5} width={3} height={tall - 1} />}
      {call.outcome === 'broken' && (
        <>
          <rect x={x + 1} y={height - tall / 3} width={3} height={tall / 3 - 0.5} />
          <path d={`M${x + 0.5} ${top + 1}h4`} />
        </>
      )}
      {call.outcome === 'failed' && <path d={`M${x + 2.5} ${height - 6}l2.4 5.4h-4.8z`} />}
    </g>
  )
}

export const WeatherStrip = ({ weather, label }: { readonly weather: Weather; readonly label: string | null }) => {
  const { calls } = weather
  const first = shownCalls - calls.length
  return (
    <svg
      className="weather"
      viewBox={`0 0 ${shownCalls * step} ${height}`}
      width={shownCalls * step}
      height={height}
      role={label === null ? undefined : 'img'}
      aria-label={label ?? undefined}
      aria-hidden={label === null}
    >
      <path className="weather-ground" d={`M0 ${height - 0.5}h${shownCalls * step}`} />
      {calls.map((call, index) => (
        <Mark key={`${call.sessionId} ${call.at}`} call={call} at={first + index} />
      ))}
    </svg>
  )
}

const words = { answered: 'answered', broken: 'broke off', failed: 'failed' } as const

function sayCall({ at, outcome, reason, ms, simulated }: Call): string {
  const took = ms === null ? '' : `, ${sayDuration(ms)}`
  return `${formatClock(at)} ${words[outcome]}${reason === null ? '' : ` (${reason})`}${took}${simulated ? ', simulated' : ''}`
}

/** The strip in words. */
export function sayWeather({ calls, medianMs, reasons }: Weather): string {
  if (calls.length === 0) return 'No call yet.'
  const count = (outcome: Call['outcome']) => calls.filter((call) => call.outcome === outcome).length
  const parts = [
    `${count('answered')} answered`,
    ...(count('broken') > 0 ? [`${count('broken')} broke off`] : []),
    ...(count('failed') > 0 ? [`${count('failed')} failed`] : []),
  ]
  const why = reasons.slice(0, 3).map(({ reason, count: times }) => `${reason} × ${times}`)
  const median = medianMs === null ? '' : ` Half of the answers began within ${sayDuration(medianMs)}.`
  return `Last ${plural(calls.length, 'call')}: ${parts.join(', ')}.${why.length > 0 ? ` ${why.join(', ')}.` : ''}${median}`
}
