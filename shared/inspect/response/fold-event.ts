// One stream event applied to the response object as it stands (PROTOCOL.md 2, 4). Nothing is changed in place: what an event
// leaves alone stays the same object, so that the response of every earlier moment costs next to nothing to keep.
import { field } from '#shared/json'
import { appendText } from '#shared/open-responses/append-text'
import type { StreamEvent } from '#shared/open-responses/events'

export type Json = unknown
export type Path = readonly (string | number)[]

type Change = { readonly path: Path; readonly value: Json; readonly append?: boolean }

/** Never more holes than this: an index is a number of somebody else's. */
const widestHole = 64

export const foldEvent = (response: Json, event: StreamEvent): Json => foldChange(response, event).response

/** Also where it changed something: nothing outside of `path` is another object than before. */
export function foldChange(response: Json, event: StreamEvent): { readonly response: Json; readonly path: Path } {
  const change = changeOf(event)
  if (change === null) return { response, path: [] }
  const { path } = change
  return { response: path.length === 0 ? change.value : setAt(response, path, 0, change), path }
}

const texts: Readonly<Record<string, (event: StreamEvent) => Path>> = {
  'response.output_text': (e) => [...contentPath(e), 'text'],
  'response.refusal': (e) => [...contentPath(e), 'refusal'],
  'response.reasoning_text': (e) => [...contentPath(e), 'text'],
  'response.reasoning': (e) => [...contentPath(e), 'text'],
  'response.reasoning_summary_text': (e) => [...summaryPath(e), 'text'],
  'response.function_call_arguments': (e) => [...itemPath(e), 'arguments'],
  'response.mcp_call_arguments': (e) => [...itemPath(e), 'arguments'],
  'response.custom_tool_call_input': (e) => [...itemPath(e), 'input'],
  'response.code_interpreter_call_code': (e) => [...itemPath(e), 'code'],
}
const doneNames = ['text', 'refusal', 'arguments', 'input', 'code'] as const

const itemPath = (event: StreamEvent): Path => ['output', index(event['output_index'])]
const contentPath = (event: StreamEvent): Path => [...itemPath(event), 'content', index(event['content_index'])]
const summaryPath = (event: StreamEvent): Path => [...itemPath(event), 'summary', index(event['summary_index'])]
const index = (value: unknown): number => (typeof value === 'number' && Number.isInteger(value) ? value : 0)

function changeOf(event: StreamEvent): Change | null {
  const { type } = event
  const snapshot = event['response']
  if (typeof snapshot === 'object' && snapshot !== null) return { path: [], value: snapshot }
  switch (type) {
    case 'error':
      return { path: ['error'], value: event['error'] ?? { code: event['code'], message: event['message'] } }
    case 'response.output_item.added':
    case 'response.output_item.done':
      return { path: itemPath(event), value: event['item'] }
    case 'response.content_part.added':
    case 'response.content_part.done':
      return { path: contentPath(event), value: event['part'] }
    case 'response.reasoning_summary_part.added':
    case 'response.reasoning_summary_part.done':
      return { path: summaryPath(event), value: event['part'] }
    case 'response.output_text.annotation.added':
      return {
        path: [...contentPath(event), 'annotations', index(event['annotation_index'])],
        value: event['annotation'],
      }
    default:
      return textChange(event) ?? statusChange(event)
  }
}

function textChange(event: StreamEvent): Change | null {
  const dot = event.type.lastIndexOf('.')
  const path = texts[event.type.slice(0, dot)]?.(event)
  if (path === undefined) return null
  if (event.type.endsWith('.delta')) return { path, value: event['delta'], append: true }
  const name = doneNames.find((key) => typeof event[key] === 'string')
  return name === undefined ? null : { path, value: event[name] }
}

/** A hosted tool tells its progress by the name of the event. */
function statusChange(event: StreamEvent): Change | null {
  if (typeof event['output_index'] !== 'number') return null
  const match = /^response\.[a-z_]+_call\.(in_progress|searching|interpreting|generating|completed|failed)$/.exec(
    event.type,
  )
  return match === null ? null : { path: [...itemPath(event), 'status'], value: match[1] }
}

function setAt(target: Json, path: Path, depth: number, change: Change): Json {
  const key = path[depth]
  if (key === undefined) {
    if (!change.append) return change.value
    return appendText(typeof target === 'string' ? target : '', typeof change.value === 'string' ? change.value : '')
  }
  if (typeof key === 'number') {
    const list: readonly Json[] = Array.isArray(target) ? target : []
    if (key < 0 || key > list.length + widestHole) return target
    const copy = [...list]
    while (copy.length < key) copy.push(null)
    copy[key] = setAt(list[key], path, depth + 1, change)
    return copy
  }
  const base = typeof target === 'object' && target !== null && !Array.isArray(target) ? target : {}
  return { ...base, [key]: setAt(field(base, key), path, depth + 1, change) }
}

export const spellPath = (path: Path): string =>
  path.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('')

/** The same as `changedFields`, for who knows where to look: a response has a thousand items, and a delta is of one. */
export function changedWithin(before: Json, after: Json, path: Path): Path[] {
  let [was, is, depth] = [before, after, 0]
  for (; depth < path.length; depth += 1) {
    const key = String(path[depth])
    if (field(was, key) === undefined) break
    was = field(was, key)
    is = field(is, key)
  }
  return changedFields(was, is, path.slice(0, depth))
}

const deepest = 48

/** The fields in which two responses differ. What is the same object is not looked into. */
export function changedFields(before: Json, after: Json, path: Path = [], found: Path[] = []): Path[] {
  if (before === after) return found
  if (typeof after !== 'object' || after === null || path.length > deepest) {
    found.push(path)
    return found
  }
  const entries: (readonly [string | number, Json])[] = Array.isArray(after)
    ? after.map((value: Json, i) => [i, value] as const)
    : Object.entries(after)
  const isSameShape = typeof before === 'object' && before !== null && Array.isArray(before) === Array.isArray(after)
  if (entries.length === 0 && !(isSameShape && Object.keys(before).length === 0)) found.push(path)
  for (const [key, value] of entries)
    changedFields(isSameShape ? field(before, String(key)) : undefined, value, [...path, key], found)
  return found
}
