// A piece of a text with the words in it that are marked, by their place.
import type { ReactNode } from 'react'

export type Span = { readonly from: number; readonly to: number }

export type Source = { readonly text: string; readonly mark: Span | null }

export function wordsOf({ text, mark }: Source, from: number, to: number): ReactNode {
  if (mark === null || mark.from >= to || mark.to <= from) return text.slice(from, to)
  const first = Math.max(from, mark.from)
  const last = Math.min(to, mark.to)
  return (
    <>
      {text.slice(from, first)}
      <mark>{text.slice(first, last)}</mark>
      {text.slice(last, to)}
    </>
  )
}

/** What of a mark lies in a piece, counted from the piece's beginning. */
export function markWithin(mark: Span | null, from: number, to: number): Span | null {
  if (mark === null || mark.from >= to || mark.to <= from) return null
  return { from: Math.max(mark.from, from) - from, to: Math.min(mark.to, to) - from }
}

/** A slice keeps alive the string that it was cut from: a thousand pieces would keep a thousand versions of an answer. */
export const copySlice = (slice: string): string => ` ${slice}`.slice(1)
