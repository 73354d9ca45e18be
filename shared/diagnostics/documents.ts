// The two documents fixes are made for: the request body and gatescope.config.json. Where one is not at hand, a patch is made
// for the least document that could be meant.
import { field } from '#shared/json'
import type { Policy } from '#shared/diagnostics/explanation'
import { asText } from '#shared/diagnostics/fields'
import { isSameProvider } from '#shared/diagnostics/obstacles'
import { isContainer, pointerTo, removeAt, setAt, valueAt, type Patch, type Path } from '#shared/diagnostics/patch'

export type Documents = { readonly request: unknown; readonly configuration: unknown }

/** What is known of the lists of a request that is not at hand. */
export const guessRequest = (policy: Policy | null): unknown => {
  const { only = [], ignore = [] } = policy ?? {}
  const lists = { ...(only.length > 0 ? { only } : {}), ...(ignore.length > 0 ? { ignore } : {}) }
  return Object.keys(lists).length > 0 ? { provider: lists } : {}
}

const listAt = (document: unknown, path: Path): readonly unknown[] => {
  const value = valueAt(document, path)
  return Array.isArray(value) ? (value as unknown[]) : []
}

/** `routing` is another name for `provider`, and goes before it (GATEWAY.md 2.5). */
const optionNames = ['routing', 'provider'] as const

const holderOf = (request: unknown, name: string): string =>
  optionNames.find((option) => valueAt(request, [option, name]) !== undefined) ?? 'provider'

export const setOption = (request: unknown, name: string, value: unknown): Patch =>
  setAt(request, [holderOf(request, name), name], value)

/** Under each of its spellings. */
export const removeOptions = (request: unknown, names: readonly string[]): Patch =>
  optionNames.flatMap((option) => names.flatMap((name) => removeAt(request, [option, name])))

/** An empty list keeps nobody out: one entry in it would. */
export function allowOnly(request: unknown, provider: string): Patch {
  const path = [holderOf(request, 'only'), 'only']
  const list = listAt(request, path)
  const isThere = list.some((id) => isSameProvider(asText(id) ?? '', provider))
  return list.length > 0 && !isThere ? [{ op: 'add', path: pointerTo([...path, '-']), value: provider }] : []
}

/** The list goes with its last entry, unless there is another one behind it. */
export function stopIgnoring(request: unknown, provider: string): Patch {
  const holder = holderOf(request, 'ignore')
  const path = [holder, 'ignore']
  const list = listAt(request, path)
  const isThis = (id: unknown) => isSameProvider(asText(id) ?? '', provider)
  const steps = list.flatMap((id, index) => (isThis(id) ? removeAt(request, [...path, index]) : []))
  if (steps.length < list.length) return steps.reverse()
  const isCovered = holder === 'routing' && valueAt(request, ['provider', 'ignore']) !== undefined
  return isCovered ? setAt(request, path, []) : removeAt(request, path)
}

/** A parameter by the dotted name routing knows it by (GATEWAY.md 2.10); empty when it is not in the request. */
export function removeParameter(request: unknown, name: string): Patch {
  const [first = '', ...more] = name.split('.')
  if (first === 'tools' && more.length > 0) return removeTools(request, (type) => type === more.join('.'))
  if (name.startsWith('text.format.')) return removeAt(request, ['text', 'format'])
  if (name === 'max_tokens') return lengthNames.flatMap((one) => removeAt(request, [one]))
  return removeAt(request, name.split('.'))
}

export const lengthNames = ['max_output_tokens', 'max_completion_tokens', 'max_tokens'] as const

/** From the last to the first, so that no removal moves another; a list that would be empty goes, and so does a choice of it. */
export function removeTools(request: unknown, isUnwanted: (type: string) => boolean): Patch {
  const tools = listAt(request, ['tools'])
  const at = tools.flatMap((tool, index) => (isUnwanted(asText(field(tool, 'type')) ?? '') ? [index] : []))
  const steps =
    at.length === tools.length
      ? removeAt(request, ['tools'])
      : at.reverse().flatMap((i) => removeAt(request, ['tools', i]))
  const choice = valueAt(request, ['tool_choice'])
  const chosen = [choice, field(choice, 'type'), field(choice, 'name'), field(field(choice, 'function'), 'name')]
  const isChosen = chosen.some((name) => typeof name === 'string' && isUnwanted(name))
  const isLeft = at.length < tools.length
  return isChosen || (at.length > 0 && !isLeft) ? [...steps, ...removeAt(request, ['tool_choice'])] : steps
}

/** Where a value stands in the request; null when nowhere. */
export function findValue(document: unknown, wanted: string, path: Path = []): Path | null {
  if (document === wanted) return path
  if (!isContainer(document) || path.length > 12) return null
  for (const [key, inner] of Object.entries(document)) {
    const found = findValue(inner, wanted, [...path, Array.isArray(document) ? Number(key) : key])
    if (found) return found
  }
  return null
}

/** Every change of a list's entry first tests that it is the entry that is meant. */
export function setProvider(configuration: unknown, id: string, name: string, value: unknown): Patch {
  const index = listAt(configuration, ['providers']).findIndex((one) =>
    isSameProvider(asText(field(one, 'id')) ?? '', id),
  )
  if (index < 0) return appendTo(configuration, 'providers', { id, [name]: value })
  const at = ['providers', index]
  const test = { op: 'test' as const, path: pointerTo([...at, 'id']), value: valueAt(configuration, [...at, 'id']) }
  return [test, ...setAt(configuration, [...at, name], value)]
}

export type Route = { readonly model: string; readonly provider: string; readonly slug: string }

/** `more` is what an entry needs besides, when there is none yet. */
export function setRoute(configuration: unknown, route: Route, name: string, value: unknown, more = {}): Patch {
  const models = listAt(configuration, ['models'])
  const index = models.findIndex((one) => field(one, 'id') === route.model)
  const entry = { provider: route.provider, model: route.slug, ...more, [name]: value }
  if (index < 0) return appendTo(configuration, 'models', { id: route.model, providers: [entry] })
  const at = ['models', index, 'providers']
  const test = { op: 'test' as const, path: pointerTo(['models', index, 'id']), value: route.model }
  const which = listAt(configuration, at).findIndex((one) =>
    isSameProvider(asText(field(one, 'provider')) ?? '', route.provider),
  )
  if (which < 0) return [test, { op: 'add', path: pointerTo([...at, '-']), value: entry }]
  return [test, ...setAt(configuration, [...at, which, name], value)]
}

export const endpointsOf = (configuration: unknown, { model, provider }: Route): readonly unknown[] => {
  const entry = listAt(configuration, ['models']).find((one) => field(one, 'id') === model)
  const row = listAt(entry, ['providers']).find((one) => isSameProvider(asText(field(one, 'provider')) ?? '', provider))
  return listAt(row, ['endpoints'])
}

/** The faults of the configuration that meet a provider, out. */
export function removeFaults(configuration: unknown, isMeant: (fault: unknown) => boolean): Patch {
  const faults = listAt(configuration, ['faults'])
  return faults
    .flatMap((fault, index) => (isMeant(fault) ? [index] : []))
    .reverse()
    .flatMap((index) => [
      { op: 'test' as const, path: pointerTo(['faults', index]), value: faults[index] },
      ...removeAt(configuration, ['faults', index]),
    ])
}

function appendTo(configuration: unknown, name: string, entry: unknown): Patch {
  const isList = Array.isArray(valueAt(configuration, [name]))
  return isList ? [{ op: 'add', path: `/${name}/-`, value: entry }] : setAt(configuration, [name], [entry])
}
