// Terms back to filter text: what a chip shows, and what the box holds after one was taken away.
import type { Filter, Term } from '#shared/inspect/filter/language'

export const formatFilter = (filter: Filter): string => filter.map(formatTerm).join(' ')

export function formatTerm(term: Term): string {
  const sign = term.negated ? '-' : ''
  switch (term.kind) {
    case 'text':
      return sign + quote(term.text, isPlainText(term.text))
    case 'word':
      return `${sign}${term.field}:${term.values.map((value) => quote(value, isPlainValue(value))).join(',')}`
    case 'amount':
      return `${sign}${term.field}${term.comparison}${term.amount}${term.unit}`
  }
}

const quote = (text: string, isPlain: boolean): string =>
  isPlain ? text : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

/** A word that reads as itself: it begins no quote, no negation and no field. */
const isPlainText = (text: string): boolean => /^[^\s"-][^\s]*$/.test(text) && !/^[a-z]+[:=<>]/i.test(text)
const isPlainValue = (text: string): boolean => /^[^\s",][^\s,]*$/.test(text)
