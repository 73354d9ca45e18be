// What a patch leaves of a document: the places it changes and what names the entries they are in, as a piece of JSON that can
// be put into a file by hand. Whatever else an entry holds, a key among it, stays out of it.
import { applyPatch, isContainer, partsOf, valueAt, type Patch } from '#shared/diagnostics/patch'

type Place = readonly string[]

/** Undefined when the patch does not fit, or takes something away: a piece cannot say that. */
export function fragmentOf(document: unknown, patch: Patch): unknown {
  let now = document
  const places: Place[] = []
  for (const step of patch) {
    if (step.op === 'remove') return undefined
    if (step.op !== 'test') places.push(placeIn(now, partsOf(step.path)))
    const patched = applyPatch(now, [step])
    if (!patched.ok) return undefined
    now = patched.document
  }
  return places.length === 0 ? undefined : keep(now, places)
}

/** `-` is the place behind the end of a list. */
function placeIn(document: unknown, parts: readonly string[]): Place {
  const list = valueAt(document, parts.slice(0, -1))
  return parts.at(-1) === '-' && Array.isArray(list) ? [...parts.slice(0, -1), String(list.length)] : parts
}

function keep(value: unknown, places: readonly Place[]): unknown {
  if (!isContainer(value) || places.some((place) => place.length === 0)) return value
  const kept = [...new Set(places.flatMap(([key = '']) => key))].map((key) => {
    const inside = places.filter((place) => place[0] === key).map((place) => place.slice(1))
    return { key, value: keep(value[key], inside) }
  })
  if (Array.isArray(value)) return kept.map((one) => withNames(value[Number(one.key)], one.value))
  return Object.fromEntries(kept.map((one) => [one.key, one.value]))
}

/** What an entry of a list is known by, in the configuration. */
const names = ['id', 'provider', 'model']

function withNames(entry: unknown, kept: unknown): unknown {
  if (!isContainer(entry) || !isContainer(kept)) return kept
  const known = names.filter((name) => name in entry).map((name) => [name, entry[name]])
  return { ...Object.fromEntries(known), ...kept }
}
