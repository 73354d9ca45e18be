// How numbers are written. Unknown is an en dash, never 0.
export type Quantity = { readonly value: string; readonly unit: string }

export const dash = '–'

/** Whole milliseconds below a second, then seconds with three digits of precision, then minutes. */
export function formatDuration(ms: number | null): Quantity {
  if (ms === null) return { value: dash, unit: '' }
  if (ms < 999.5) return { value: String(Math.round(ms)), unit: 'ms' }
  if (ms < 99_995) return { value: (ms / 1000).toFixed(2), unit: 's' }
  const seconds = Math.round(ms / 1000)
  return { value: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`, unit: 'min' }
}

export function sayDuration(ms: number): string {
  const { value, unit } = formatDuration(ms)
  return `${value} ${unit}`
}

/** Made once: to make it anew for every number would cost more than to write the number. */
const grouped = new Intl.NumberFormat('en-US')

export const formatCount = (n: number | null): string => (n === null ? dash : grouped.format(n))

/** Milliseconds since the session began, to a tenth. */
export const formatOffset = (ms: number): string => ms.toFixed(1)

/** Time since the row before; a true plus sign would only add noise to a column of waits. */
export const formatGap = (ms: number): string =>
  ms < 0.05 ? '0' : ms < 1000 ? ms.toFixed(1) : `${(ms / 1000).toFixed(2)} s`

/** Very short times, as between events of one read. */
export const formatSpan = (ms: number): string => (ms < 1 ? `${Math.round(ms * 1000)} µs` : `${ms.toFixed(1)} ms`)

/** Three digits or so: a hop is short, and one that is not must fit the column too. */
export const formatHop = (ms: number): string => `+${ms.toFixed(ms < 9.995 ? 2 : ms < 99.95 ? 1 : 0)}`

export function formatClock(unixMs: number): string {
  const at = new Date(unixMs)
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((n) => String(n).padStart(2, '0')).join(':')
}

export const plural = (n: number, noun: string, many = `${noun}s`): string =>
  `${formatCount(n)} ${n === 1 ? noun : many}`

/** US dollars as told in full; what is less than a cent keeps two digits that count. */
export function formatCost(usd: string): string {
  const value = Number(usd)
  if (!Number.isFinite(value)) return usd
  if (value === 0) return '$0'
  return value >= 0.01 ? `$${value.toFixed(2)}` : `$${value.toFixed(Math.min(9, 1 - Math.floor(Math.log10(value))))}`
}

const byteUnits = [
  [1_000_000_000, 'GB'],
  [1_000_000, 'MB'],
  [1000, 'kB'],
] as const

/** `like`: in the unit that this many bytes are written in. */
function bytesIn(n: number, like: number): Quantity {
  const [size, unit] = byteUnits.find(([least]) => like >= least) ?? [1, 'B']
  return { value: size === 1 ? String(n) : (n / size).toFixed(1), unit }
}

export function formatBytes(n: number): string {
  const { value, unit } = bytesIn(n, n)
  return `${value} ${unit}`
}

/** `1.2 of 2 GB`: in the unit of the limit, unless the share would then be next to nothing. */
export function formatShare(n: number, limit: number | null): string {
  if (limit === null) return formatBytes(n)
  const { value, unit } = bytesIn(limit, limit)
  const whole = `${value.replace(/\.0$/, '')} ${unit}`
  return n >= limit / 100 ? `${bytesIn(n, limit).value} of ${whole}` : `${formatBytes(n)} of ${whole}`
}

export function formatDay(unixMs: number | null): string {
  if (unixMs === null) return dash
  return new Date(unixMs).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
}

/** Keeps what tells secrets apart, and nothing that would open a door. */
export const maskToken = (token: string): string =>
  token.length <= 12 ? '••••' : `${token.slice(0, 7)}…${token.slice(-4)}`

/** The vendor prefix of a model id only repeats itself down a list. */
export const shortModel = (id: string): string => id.slice(id.lastIndexOf('/') + 1)

export function prettyJson(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return null
  }
}
