// How one cell of the chaos grid looks, and how the keyboard walks among them.
import type { ChaosCell, ChaosMode, ChaosResult } from '#shared/chaos/grid'
import type { ChaosDifference } from '#shared/chaos/regression'
import { dash, plural } from '../../ui/format'
import type { IconName } from '../../ui/icons'
import type { Tone } from '../../ui/lamp'
import { verdictLooks } from '../../views/verdict'

export const modeWords: Readonly<Record<ChaosMode, string>> = { json: 'JSON', sse: 'SSE', websocket: 'WS' }

export type CellLook = {
  /** Null: nothing came of it. */
  readonly lamp: IconName | null
  readonly tone: Tone
  /** What the lamp says, for a reader that does not look. */
  readonly spoken: string
  readonly words: string
  readonly more: string
}

export function lookOf(cell: ChaosCell | undefined, differences: readonly ChaosDifference[]): CellLook {
  const quiet = { lamp: null, tone: 'quiet', more: '' } as const
  if (cell === undefined) return { ...quiet, spoken: 'Not run yet', words: '' }
  const different = differences.length > 0 ? sayDifferences(differences) : null
  if (cell.result === null) return { ...quiet, spoken: 'Cannot happen here', words: dash, more: different ?? '' }
  const { word, lamp, tone } = verdictLooks[cell.result.verdict]
  return { lamp, tone, spoken: word, words: wordsOf(cell.result), more: different ?? moreOf(cell.result) }
}

const wordsOf = ({ status, error, provider }: ChaosResult): string =>
  `${status ?? dash} ${error ?? (provider === null ? 'nobody answered' : `by ${provider}`)}`

/** A verdict that the code above does not tell has its word there. */
const moreOf = ({ reason, attempts, provider, verdict }: ChaosResult): string =>
  reason ??
  (verdict === 'complete' || verdict === 'failed' ? null : verdictLooks[verdict].short) ??
  (attempts > 1 ? `${plural(attempts, 'attempt')}${provider === null ? '' : ', a fallback'}` : '')

export const sayDifferences = (differences: readonly ChaosDifference[]): string =>
  differences.map(({ field, expected }) => `${field} was ${sayValue(expected)}`).join(', ')

const sayValue = (value: unknown): string =>
  value === null ? 'none' : typeof value === 'string' ? value : JSON.stringify(value)

/** From 0; a row is a fault, a column a way to ask. */
export type Place = { readonly row: number; readonly column: number }

const page = 8

/** Null: the key is for somebody else. */
export function moveTo(key: string, withControl: boolean, from: Place, rows: number, columns: number): Place | null {
  const to: Readonly<Record<string, Place>> = {
    ArrowDown: { ...from, row: from.row + 1 },
    ArrowUp: { ...from, row: from.row - 1 },
    ArrowRight: { ...from, column: from.column + 1 },
    ArrowLeft: { ...from, column: from.column - 1 },
    PageDown: { ...from, row: from.row + page },
    PageUp: { ...from, row: from.row - page },
    Home: withControl ? { row: 0, column: 0 } : { ...from, column: 0 },
    End: withControl ? { row: rows - 1, column: columns - 1 } : { ...from, column: columns - 1 },
  }
  const place = to[key]
  if (place === undefined || rows === 0 || columns === 0) return null
  return { row: within(place.row, rows), column: within(place.column, columns) }
}

const within = (index: number, count: number): number => Math.min(count - 1, Math.max(0, index))
