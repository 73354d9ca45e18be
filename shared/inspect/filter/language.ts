// The filter language: one grammar for the session list, the event viewer and the command line. A filter is a list of terms
// that must all hold; what may be filtered by is the table below, and nothing else.

/** What a term can be asked of; a term that does not apply to the other is passed over, with a note. */
export type Subject = 'frames' | 'sessions'

type WordRule = {
  readonly name: string
  readonly says: string
  readonly subjects: readonly Subject[]
  /** The only values there are; without a list any word may be asked for. */
  readonly values?: readonly string[]
}

type AmountRule = {
  readonly name: string
  readonly says: string
  readonly subjects: readonly Subject[]
  readonly unit: 'ms' | 'count'
}

export const wordFields = [
  { name: 'type', says: 'part of an event type', subjects: ['frames'] },
  { name: 'item', says: 'an output item: its index, id or type', subjects: ['frames'] },
  { name: 'dir', says: 'direction', subjects: ['frames'], values: ['up', 'down'] },
  {
    name: 'hop',
    says: 'between gateway and provider, or gateway and client',
    subjects: ['frames'],
    values: ['upstream', 'client'],
  },
  { name: 'kind', says: 'kind of event or frame', subjects: ['frames'] },
  { name: 'turn', says: 'number of the turn', subjects: ['frames'] },
  { name: 'lint', says: 'code of a finding, * for any', subjects: ['frames'] },
  { name: 'status', says: 'HTTP status: 429, 4xx, ok or failed', subjects: ['frames', 'sessions'] },
  { name: 'model', says: 'part of a model id', subjects: ['frames', 'sessions'] },
  { name: 'provider', says: 'part of a provider id', subjects: ['frames', 'sessions'] },
  { name: 'verdict', says: 'how it ended', subjects: ['sessions'] },
  { name: 'name', says: 'part of the name you gave it, * for any', subjects: ['sessions'] },
  { name: 'tag', says: 'one of your tags, * for any', subjects: ['sessions'] },
  { name: 'pinned', says: 'whether it is kept for good', subjects: ['sessions'], values: ['yes', 'no'] },
  { name: 'id', says: 'part of its id', subjects: ['sessions'] },
  { name: 'parent', says: 'part of the id of the session it was sent again from, * for any', subjects: ['sessions'] },
  { name: 'error', says: 'part of an error code, * for any', subjects: ['frames', 'sessions'] },
] as const satisfies readonly WordRule[]

export const amountFields = [
  { name: 'gap', says: 'time since the frame before', subjects: ['frames'], unit: 'ms' },
  { name: 'tokens', says: 'tokens in and out', subjects: ['sessions'], unit: 'count' },
  { name: 'ttft', says: 'time to the first token', subjects: ['sessions'], unit: 'ms' },
] as const satisfies readonly AmountRule[]

export type WordField = (typeof wordFields)[number]['name']
export type AmountField = (typeof amountFields)[number]['name']
export type Comparison = '=' | '>' | '>=' | '<' | '<='

/** Milliseconds, or a plain count, that one unit stands for. The first of each is meant when none is written. */
export const units = {
  ms: { ms: 1, us: 0.001, µs: 0.001, s: 1000, m: 60_000 },
  count: { '': 1, k: 1000, M: 1_000_000 },
} as const

export type Term = {
  readonly negated: boolean
  /** Where it stands in the text: from `at` up to `end`. */
  readonly at: number
  readonly end: number
} & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'word'; readonly field: WordField; readonly values: readonly string[] }
  | {
      readonly kind: 'amount'
      readonly field: AmountField
      readonly comparison: Comparison
      /** As written, so that it can be written again. */
      readonly amount: string
      readonly unit: string
      /** In milliseconds, or as a plain count. */
      readonly value: number
    }
)

export type Filter = readonly Term[]

export type FilterError = { readonly at: number; readonly end: number; readonly message: string }

/** What was understood is in `filter`, and may be used while the rest is still being typed. */
export type ParsedFilter = { readonly filter: Filter; readonly errors: readonly FilterError[] }

type Rule = WordRule | AmountRule
const rules: readonly Rule[] = [...wordFields, ...amountFields]
export const fieldNames: readonly string[] = rules.map((rule) => rule.name)
export const ruleOf = (name: string): Rule | undefined => rules.find((rule) => rule.name === name)
export const isAmountField = (name: string): name is AmountField => amountFields.some((rule) => rule.name === name)
export const isWordField = (name: string): name is WordField => wordFields.some((rule) => rule.name === name)

/** One sentence for each term that says nothing about this subject. */
export const filterNotes = (filter: Filter, subject: Subject): string[] =>
  filter.flatMap((term) => {
    if (term.kind === 'text' || ruleOf(term.field)?.subjects.includes(subject)) return []
    return [`${term.field} does not apply to ${subject === 'frames' ? 'events' : 'sessions'} and is passed over.`]
  })
