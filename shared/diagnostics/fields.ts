// Reading an envelope of unknown shape without losing any of it: every field that is taken is noted, so that what nobody took
// can be shown as well. A number may be a string, an object a list of one, a list its only entry.
import type { Rest } from '#shared/diagnostics/explanation'
import { isContainer, pointerTo, type Path } from '#shared/diagnostics/patch'

/** Where more than one name is given, the first that holds something is taken. */
export type Fields = {
  readonly value: unknown
  /** Itself, when it is text or a number. */
  readonly word: () => string | null
  readonly text: (...names: string[]) => string | null
  readonly number: (...names: string[]) => number | null
  readonly flag: (...names: string[]) => boolean | null
  readonly texts: (...names: string[]) => string[]
  readonly list: (...names: string[]) => Fields[]
  readonly inside: (...names: string[]) => Fields
  /** The whole subtree, as it is. */
  readonly whole: (name: string) => unknown
  readonly has: (...names: string[]) => boolean
}

export type Opened = { readonly fields: Fields; readonly rest: () => readonly Rest[] }

export const asText = (value: unknown): string | null => {
  if (typeof value === 'string') return value.trim() === '' ? null : value
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null
}

export function asNumber(value: unknown): number | null {
  if (typeof value === 'string' && value.trim() === '') return null
  const number = typeof value === 'string' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

function asFlag(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  return value === 'true' ? true : value === 'false' ? false : null
}

/** Deeper than anything that is an envelope: looked at no further, kept in one piece. */
const deepest = 40

export function openFields(root: unknown): Opened {
  const taken = new Set<string>()
  return { fields: fieldsAt(root, [], taken), rest: () => restOf(root, [], taken).rest }
}

function fieldsAt(value: unknown, path: Path, taken: Set<string>): Fields {
  const holder = isContainer(value) ? value : {}
  const pick = (names: readonly string[]): string | undefined =>
    names.find((name) => Object.hasOwn(holder, name) && holder[name] !== null) ??
    names.find((name) => Object.hasOwn(holder, name))
  const take = <T>(names: readonly string[], read: (inner: unknown) => T | null): T | null => {
    for (const name of names) {
      if (!Object.hasOwn(holder, name)) continue
      const inner = holder[name]
      const found = read(inner)
      if (found !== null || inner === null || inner === '') taken.add(pointerTo([...path, name]))
      if (found !== null) return found
    }
    return null
  }
  const list = (...names: string[]): Fields[] => {
    const name = pick(names)
    const inner = name === undefined ? null : holder[name]
    if (name === undefined) return []
    const at = [...path, name]
    if (inner === null || (isContainer(inner) && Object.keys(inner).length === 0)) taken.add(pointerTo(at))
    if (inner === null) return []
    if (Array.isArray(inner)) return inner.map((entry: unknown, index) => fieldsAt(entry, [...at, index], taken))
    return [fieldsAt(inner, at, taken)]
  }
  const word = (): string | null => {
    const own = asText(value)
    if (own !== null) taken.add(pointerTo(path))
    return own
  }
  return {
    value,
    word,
    list,
    text: (...names) => take(names, asText),
    number: (...names) => take(names, asNumber),
    flag: (...names) => take(names, asFlag),
    texts: (...names) => list(...names).flatMap((entry) => entry.word() ?? []),
    inside: (...names) => list(...names).find((entry) => isContainer(entry.value)) ?? fieldsAt(null, path, taken),
    whole: (name) => {
      if (Object.hasOwn(holder, name)) taken.add(pointerTo([...path, name]))
      return holder[name]
    },
    has: (...names) => names.some((name) => (holder[name] ?? null) !== null),
  }
}

/** What was not taken, in as few pieces as possible: a branch nobody touched is one. */
function restOf(value: unknown, path: Path, taken: ReadonlySet<string>): { rest: Rest[]; isWhole: boolean } {
  const pointer = pointerTo(path)
  if (taken.has(pointer)) return { rest: [], isWhole: false }
  const entries = isContainer(value) && path.length < deepest ? Object.entries(value) : []
  const inner = entries.map(([key, one]) => restOf(one, [...path, key], taken))
  if (inner.every(({ isWhole }) => isWhole)) return { rest: [{ path: pointer, value }], isWhole: true }
  return { rest: inner.flatMap(({ rest }) => rest), isWhole: false }
}
