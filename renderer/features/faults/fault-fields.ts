// The form of a fault, read off the table of faults: which fields a kind takes, what each is typed as, and what was typed as the
// fault it makes. What is wrong with a value is for the gateway to say.
import type { FaultKind, FaultPlace } from '#shared/fault/kind'
import { forEver } from '#shared/fault/kind'
import { commonFields } from '#shared/fault/kinds'
import { field, parseJson, word } from '#shared/json'

export type FaultControl =
  | { readonly kind: 'number' | 'text' | 'json' | 'any' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }

export type FaultField = {
  readonly name: string
  readonly doc: string
  readonly control: FaultControl
  /** What stands there when nothing is typed; empty: nothing. */
  readonly fallback: string
}

export type FaultForm = { readonly own: readonly FaultField[]; readonly when: readonly FaultField[] }

/** By field; what is blank is not there. */
export type Typed = Readonly<Record<string, string>>

export function formOf(kind: FaultKind, schema: unknown): FaultForm {
  const toField = ([name, doc]: [string, string]): FaultField => {
    const given = kind.sets[name]
    const fallback = given === undefined ? '' : given === forEver ? 'without end' : String(given)
    return { name, doc, control: controlOf(field(field(schema, 'properties'), name)), fallback }
  }
  // A kind that shares its field with others is that value of it.
  const isChosen = (name: string) => name === kind.key && typeof kind.sets[name] !== 'number'
  const isWhom = (name: string) => name === 'provider'
  return {
    own: Object.entries(kind.parameters)
      .filter(([name]) => !isChosen(name))
      .map(toField),
    when: Object.entries(commonFields)
      .filter(([name]) => !isWhom(name))
      .map(toField),
  }
}

function controlOf(property: unknown): FaultControl {
  const values = field(property, 'enum')
  if (Array.isArray(values)) return { kind: 'choice', values: values.map(String) }
  const type = word(field(property, 'type'))
  if (type === 'number' || type === 'integer') return { kind: 'number' }
  if (type === 'string') return { kind: 'text' }
  return { kind: type === null ? 'any' : 'json' }
}

export type FaultReading =
  | { readonly fault: Readonly<Record<string, unknown>> }
  | { readonly problem: { readonly field: string; readonly message: string } }

export function readFault(kind: FaultKind, { own, when }: FaultForm, typed: Typed, provider: string): FaultReading {
  const fault: Record<string, unknown> = { provider: isOfGateway(kind) ? 'gateway' : provider, ...kind.sets }
  for (const { name, control } of [...own, ...when]) {
    const text = typed[name]?.trim() ?? ''
    if (text === '') continue
    const value = readValue(control, text)
    if (value === undefined) return { problem: { field: name, message: `${name} must be JSON.` } }
    fault[name] = value
  }
  return { fault }
}

/** What is no number goes as it is, so that it is told as any other wrong value. */
function readValue({ kind }: FaultControl, text: string): unknown {
  if (kind === 'json') return parseJson(text)
  if (kind === 'any') return parseJson(text) ?? text
  return kind === 'number' && Number.isFinite(Number(text)) ? Number(text) : text
}

/** Whom it happens to is then no question. */
export const isOfGateway = ({ places }: FaultKind): boolean => places.includes('gateway')

const placeWords: Readonly<Record<FaultPlace, string>> = {
  http: 'HTTP',
  websocket: 'websocket',
  routing: 'Routing',
  gateway: 'Refusals of the gateway itself',
}

export const sayPlaces = ({ places }: FaultKind): string => {
  const words = places.map((place) => placeWords[place]).join(' and ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** In the order of the table. */
export function groupKinds(kinds: readonly FaultKind[]): ReadonlyMap<string, readonly FaultKind[]> {
  const groups = new Map<string, FaultKind[]>()
  for (const kind of kinds) groups.set(sayPlaces(kind), [...(groups.get(sayPlaces(kind)) ?? []), kind])
  return groups
}

/** What is said of it besides its kind and whom it happens to: first what happens, then when. */
export const sayFields = (fault: Readonly<Record<string, unknown>>): string =>
  Object.entries(fault)
    .filter(([name, value]) => name !== 'provider' && value !== undefined && value !== true)
    .sort(([a], [b]) => Number(a in commonFields) - Number(b in commonFields))
    .map(([name, value]) => `${name} ${value === forEver ? 'without end' : spell(value)}`)
    .join(', ')

const spell = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
