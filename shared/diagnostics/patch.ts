// JSON Patch (RFC 6902), as far as suggested fixes use it: building one for a document that is at hand, and applying one.
import { field } from '#shared/json'

export type PatchStep =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }

export type Patch = readonly PatchStep[]
export type Path = readonly (string | number)[]

export type Patched =
  | { readonly ok: true; readonly document: unknown }
  /** `step` could not be taken, and nothing was changed. */
  | { readonly ok: false; readonly step: PatchStep }

export const pointerTo = (path: Path): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

export const partsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))

export const isContainer = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const has = (value: unknown, key: string | number): boolean => isContainer(value) && Object.hasOwn(value, key)

export const valueAt = (document: unknown, path: Path): unknown =>
  path.reduce<unknown>((at, key) => (has(at, key) ? field(at, String(key)) : undefined), document)

/** Sets a field; containers that are not there yet are made on the way. Empty where there can be no such field. */
export function setAt(document: unknown, path: Path, value: unknown): Patch {
  let at = document
  for (const [depth, key] of path.entries()) {
    const isLast = depth === path.length - 1
    if (!isContainer(at) || (Array.isArray(at) && !has(at, key))) return []
    const inner = field(at, String(key))
    if (has(at, key) && (isLast || isContainer(inner))) {
      if (isLast) return [{ op: 'replace', path: pointerTo(path), value }]
      at = inner
      continue
    }
    const made = path.slice(depth + 1).reduceRight<unknown>((inside, name) => ({ [name]: inside }), value)
    // A null where an object is wanted is overwritten.
    return [{ op: 'add', path: pointerTo(path.slice(0, depth + 1)), value: made }]
  }
  return []
}

/** Empty when there is nothing to remove. */
export function removeAt(document: unknown, path: Path): Patch {
  const holder = valueAt(document, path.slice(0, -1))
  const key = path.at(-1)
  return key !== undefined && has(holder, key) ? [{ op: 'remove', path: pointerTo(path) }] : []
}

export function applyPatch(document: unknown, patch: Patch): Patched {
  let at = document
  for (const step of patch) {
    const next = applyStep(at, partsOf(step.path), step)
    if (next === failed) return { ok: false, step }
    at = next
  }
  return { ok: true, document: at }
}

const failed = Symbol('failed')

function applyStep(document: unknown, [key, ...more]: string[], step: PatchStep): unknown {
  if (key === undefined) {
    if (step.op === 'test') return isSame(document, step.value) ? document : failed
    return step.op === 'remove' ? failed : step.value
  }
  if (!isContainer(document)) return failed
  if (more.length > 0) {
    if (!has(document, key)) return failed
    const inner = applyStep(document[key], more, step)
    return inner === failed ? failed : replaceIn(document, key, inner)
  }
  switch (step.op) {
    case 'test':
      return has(document, key) && isSame(document[key], step.value) ? document : failed
    case 'add':
      return Array.isArray(document) ? insertIn(document, key, step.value) : replaceIn(document, key, step.value)
    case 'replace':
      return has(document, key) ? replaceIn(document, key, step.value) : failed
    case 'remove':
      return has(document, key) ? removeIn(document, key) : failed
  }
}

function insertIn(list: readonly unknown[], key: string, value: unknown): unknown {
  const index = key === '-' ? list.length : Number(key)
  if (!Number.isInteger(index) || index < 0 || index > list.length) return failed
  return [...list.slice(0, index), value, ...list.slice(index)]
}

function replaceIn(holder: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  if (!Array.isArray(holder)) return { ...holder, [key]: value }
  return holder.map((old: unknown, index) => (String(index) === key ? value : old))
}

function removeIn(holder: Readonly<Record<string, unknown>>, key: string): unknown {
  if (Array.isArray(holder)) return holder.filter((_, index) => String(index) !== key)
  const { [key]: _gone, ...left } = holder
  return left
}

function isSame(a: unknown, b: unknown): boolean {
  if (!isContainer(a) || !isContainer(b)) return a === b
  const keys = Object.keys(a)
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(b).length &&
    keys.every((key) => has(b, key) && isSame(a[key], b[key]))
  )
}
