// Filter text to terms. Every character is looked at once and no pattern of the user's is ever run: a filter costs what it
// is long. Errors say where and why; the terms that were understood still count.
import { nearest } from '#shared/nearest'
import {
  fieldNames,
  isAmountField,
  isWordField,
  ruleOf,
  units,
  type Comparison,
  type Filter,
  type FilterError,
  type ParsedFilter,
  type Term,
} from '#shared/inspect/filter/language'

type Reader = { readonly text: string; at: number; readonly errors: FilterError[] }

const isSpace = (c: string | undefined): boolean => c === ' ' || c === '\t' || c === '\n' || c === '\r'
const isLetter = (c: string | undefined): boolean => c !== undefined && c >= 'a' && c <= 'z'
const isComparison = (c: string | undefined): boolean => c === ':' || c === '=' || c === '>' || c === '<'

export function parseFilter(text: string): ParsedFilter {
  const reader: Reader = { text, at: 0, errors: [] }
  const filter: Term[] = []
  for (;;) {
    while (isSpace(text[reader.at])) reader.at += 1
    if (reader.at >= text.length) return { filter: filter satisfies Filter, errors: reader.errors }
    const term = readTerm(reader)
    if (term !== null) filter.push(term)
  }
}

function readTerm(reader: Reader): Term | null {
  const { text } = reader
  const at = reader.at
  const negated = text[at] === '-' && at + 1 < text.length && !isSpace(text[at + 1])
  if (negated) reader.at += 1
  const name = readFieldName(reader)
  if (name === null) {
    const value = readValue(reader, false)
    return value === null ? null : { kind: 'text', text: value, negated, at, end: reader.at }
  }
  const comparison = readComparison(reader)
  const from = reader.at
  const values = readValues(reader)
  const place = { negated, at, end: reader.at }
  const fail = (message: string): null => {
    reader.errors.push({ at, end: reader.at, message })
    return null
  }
  if (values === null) return null
  if (values.includes('')) return fail(`${name} needs a value.`)
  if (isAmountField(name)) {
    const amount = values.length === 1 ? readAmount(name, reader.text.slice(from, reader.at)) : null
    if (amount === null) return fail(`${name} is compared with a number, as in ${example(name)}.`)
    return { kind: 'amount', field: name, comparison: comparison === ':' ? '=' : comparison, ...amount, ...place }
  }
  if (!isWordField(name)) {
    return fail(
      `There is no filter ${name}; the nearest is ${nearest(name, fieldNames)}. Quote it to search for the text.`,
    )
  }
  if (comparison !== ':' && comparison !== '=') return fail(`${name} cannot be larger or smaller. Write ${name}:value.`)
  const known = knownValues(name)
  const unknown = known === undefined ? undefined : values.find((value) => !known.includes(value))
  if (unknown !== undefined) return fail(`${name} is ${known?.join(' or ') ?? ''}, not ${unknown}.`)
  return { kind: 'word', field: name, values, ...place }
}

function knownValues(name: string): readonly string[] | undefined {
  const rule = ruleOf(name)
  return rule !== undefined && 'values' in rule ? rule.values : undefined
}

const example = (name: string): string => (name === 'tokens' ? 'tokens>2k' : `${name}>500ms`)

/** The letters before a comparison; null, and nothing read, when this is no field. */
function readFieldName(reader: Reader): string | null {
  let end = reader.at
  while (isLetter(reader.text[end]?.toLowerCase())) end += 1
  if (end === reader.at || !isComparison(reader.text[end])) return null
  const name = reader.text.slice(reader.at, end).toLowerCase()
  reader.at = end
  return name
}

function readComparison(reader: Reader): Comparison | ':' {
  const first = reader.text[reader.at] as '>' | '<' | '=' | ':'
  reader.at += 1
  if ((first !== '>' && first !== '<') || reader.text[reader.at] !== '=') return first
  reader.at += 1
  return `${first}=`
}

function readValues(reader: Reader): string[] | null {
  const values: string[] = []
  for (;;) {
    const value = readValue(reader, true)
    if (value === null) return null
    values.push(value)
    if (reader.text[reader.at] !== ',') return values
    reader.at += 1
  }
}

/** A quoted text, or everything up to the next space (or comma, inside a value). null: the quote was never closed. */
function readValue(reader: Reader, stopAtComma: boolean): string | null {
  const { text } = reader
  if (text[reader.at] === '"') return readQuoted(reader)
  const from = reader.at
  while (reader.at < text.length && !isSpace(text[reader.at]) && !(stopAtComma && text[reader.at] === ','))
    reader.at += 1
  return text.slice(from, reader.at)
}

function readQuoted(reader: Reader): string | null {
  const { text } = reader
  const from = reader.at
  let value = ''
  for (let i = from + 1; i < text.length; i += 1) {
    if (text[i] === '"') {
      reader.at = i + 1
      return value
    }
    if (text[i] === '\\' && (text[i + 1] === '"' || text[i + 1] === '\\')) i += 1
    value += text[i]
  }
  reader.at = text.length
  reader.errors.push({ at: from, end: text.length, message: 'This quote is never closed.' })
  return null
}

type Amount = { readonly amount: string; readonly unit: string; readonly value: number }

function readAmount(name: string, text: string): Amount | null {
  const rule = ruleOf(name)
  if (rule === undefined || !('unit' in rule)) return null
  let end = 0
  while (end < text.length && (((text[end] ?? '') >= '0' && (text[end] ?? '') <= '9') || text[end] === '.')) end += 1
  const amount = text.slice(0, end)
  const unit = text.slice(end) || Object.keys(units[rule.unit])[0] || ''
  const factor = (units[rule.unit] as Readonly<Record<string, number>>)[unit]
  const value = Number(amount)
  if (amount === '' || factor === undefined || !Number.isFinite(value)) return null
  return { amount, unit, value: value * factor }
}
