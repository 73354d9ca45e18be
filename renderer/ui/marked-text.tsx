// A text with every one of some words in it marked.
import { Fragment } from 'react'

type Props = { readonly text: string; readonly words: readonly string[]; readonly lead?: number }

const escape = (word: string): string => word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)

/** Texts and marks by turns: every second piece is one of the words. */
export function shortenFirst(pieces: readonly string[], lead: number): readonly string[] {
  const [first = '', ...rest] = pieces
  if (rest.length === 0 || first.length <= lead) return pieces
  const start = first.indexOf(' ', first.length - lead) + 1
  return [`…${first.slice(start || first.length - lead)}`, ...rest]
}

export function splitAtWords(text: string, words: readonly string[]): readonly string[] {
  const wanted = words.filter((word) => word !== '').sort((a, b) => b.length - a.length)
  return wanted.length === 0 ? [text] : text.split(new RegExp(`(${wanted.map(escape).join('|')})`, 'iu'))
}

/** `lead`: as much stands before the first mark, where more would push it out of a line that is cut off. */
export const MarkedText = ({ text, words, lead = Infinity }: Props) =>
  shortenFirst(splitAtWords(text, words), lead).map((piece, index) =>
    index % 2 === 1 ? <mark key={index}>{piece}</mark> : <Fragment key={index}>{piece}</Fragment>,
  )
