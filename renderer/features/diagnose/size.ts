// How much is read, and how much of that is drawn.
import { formatBytes } from '../../ui/format'

/** Characters of a paste, bytes of a file. */
export const largest = 32_000_000
/** A text box with more in it than this would hold the window. */
const drawn = 200_000
const drawnOfMore = 20_000

/** Null: it may be read. */
export const sayTooLarge = (what: string, size: number): string | null =>
  size <= largest
    ? null
    : `${what} is ${formatBytes(size)}. Up to ${formatBytes(largest)} are read: take the part that failed.`

export type DrawnText = { readonly text: string; readonly isWhole: boolean }

export const drawnPart = (text: string): DrawnText =>
  text.length <= drawn ? { text, isWhole: true } : { text: text.slice(0, drawnOfMore), isWhole: false }
