// How one term is compared with one fact. Words are parts of what they look for, without regard to case.
import type { Term } from '#shared/inspect/filter/language'

type AmountTerm = Extract<Term, { kind: 'amount' }>

/** What is not known is neither large nor small. */
export function isWithin({ comparison, value }: AmountTerm, fact: number | null): boolean {
  if (fact === null) return false
  switch (comparison) {
    case '=':
      return fact === value
    case '>':
      return fact > value
    case '>=':
      return fact >= value
    case '<':
      return fact < value
    case '<=':
      return fact <= value
  }
}

const plain = (text: string): string => text.toLowerCase().replaceAll('_', ' ').replaceAll('-', ' ')

/** One of the values is part of the fact; `*` asks only that there is one. */
export const wordMatches = (values: readonly string[], fact: string | null): boolean =>
  fact !== null && fact !== '' && values.some((value) => value === '*' || plain(fact).includes(plain(value)))

/** `429`, `4xx`, `ok` (below 400) or `failed`. */
export const matchesStatus = (values: readonly string[], status: number | null): boolean =>
  status !== null &&
  values.some((value) => {
    if (value === 'ok') return status < 400
    if (value === 'failed') return status >= 400
    if (value.length === 3 && value.toLowerCase().endsWith('xx')) return String(status)[0] === value[0]
    return String(status) === value
  })
