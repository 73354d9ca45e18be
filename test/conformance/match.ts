// Partial matching of JSON (GATEWAY.md 11): an object must have what is expected and may have more; a list of plain values
// is equal; a list of objects contains the expected ones in their order; `{"$…": …}` is a rule of its own.

export type Miss = { readonly path: string; readonly expected: unknown; readonly got: unknown }

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isRule = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isObject(value) && Object.keys(value).length > 0 && Object.keys(value).every((key) => key.startsWith('$'))

const equal = (a: unknown, b: unknown): boolean => {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((one, i) => equal(one, b[i]))
  if (!isObject(a) || !isObject(b)) return a === b
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && equal(a[key], b[key]))
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
const kindOf = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value)
const isMissing = (value: unknown): boolean => value === undefined || value === null
const lengthOf = (value: unknown): unknown => (value as { length?: number } | null | undefined)?.length

type Rule = (wanted: never, got: unknown) => boolean

/** Each says whether the value is right. */
const rules: Readonly<Record<string, Rule>> = {
  $any: (wanted: boolean, got) => (got !== undefined) === wanted,
  $re: (wanted: string, got) => !isMissing(got) && new RegExp(wanted, 'u').test(textOf(got)),
  $contains: (wanted: unknown, got) =>
    Array.isArray(got) && typeof wanted !== 'string'
      ? got.some((one) => equal(one, wanted))
      : !isMissing(got) && textOf(got).includes(String(wanted)),
  $len: (wanted: number, got) => lengthOf(got) === wanted,
  $eq: (wanted: unknown, got) => equal(wanted, got),
  $type: (wanted: string, got) => kindOf(got) === wanted,
  $gte: (wanted: number, got) => typeof got === 'number' && got >= wanted,
  $not: (wanted: unknown, got) => match(wanted, got) !== null,
  $oneOf: (wanted: readonly unknown[], got) => wanted.some((one) => match(one, got) === null),
  $has: (wanted: readonly unknown[], got) => Array.isArray(got) && hasEach(wanted, got),
}

/** Null when `got` is what was expected; otherwise the first place where it is not. */
export function match(expected: unknown, got: unknown, path = ''): Miss | null {
  if (isRule(expected)) return matchRules(expected, got, path)
  if (Array.isArray(expected)) return matchList(expected, got, path)
  if (!isObject(expected)) return expected === got ? null : { path, expected, got }
  if (!isObject(got)) return { path, expected, got }
  return firstMiss(Object.entries(expected), ([key, value]) => match(value, got[key], path ? `${path}.${key}` : key))
}

function matchRules(expected: Readonly<Record<string, unknown>>, got: unknown, path: string): Miss | null {
  return firstMiss(Object.entries(expected), ([name, wanted]) => {
    if (name === '$all') return firstMiss(wanted as readonly unknown[], (one) => match(one, got, path))
    if (name === '$items') return match(wanted, got, path)
    const rule = rules[name]
    if (!rule) throw new Error(`unknown rule ${name}`)
    return rule(wanted as never, got) ? null : { path, expected: { [name]: wanted }, got }
  })
}

function matchList(expected: readonly unknown[], got: unknown, path: string): Miss | null {
  if (!Array.isArray(got)) return { path, expected, got }
  if (!expected.some((one) => typeof one === 'object' && one !== null)) {
    return equal(expected, got) ? null : { path, expected, got }
  }
  let from = 0
  for (const one of expected) {
    const at = got.findIndex((value, i) => i >= from && match(one, value) === null)
    if (at < 0) return { path: `${path}[${from}…]`, expected: one, got: got.slice(from) }
    from = at + 1
  }
  return null
}

/** Every expected one is there, each its own, in any order. */
function hasEach(wanted: readonly unknown[], got: readonly unknown[]): boolean {
  const left = [...got]
  return wanted.every((one) => {
    const at = left.findIndex((value) => match(one, value) === null)
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
}

export function firstMiss<T>(list: Iterable<T>, look: (one: T) => Miss | null): Miss | null {
  for (const one of list) {
    const miss = look(one)
    if (miss) return miss
  }
  return null
}

export const valueAtPath = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | null | undefined)?.[key], value)
