// Edits of the request text. Each is a patch of the text itself, so that order, spacing and unknown fields stay as they
// were written. What is not whole JSON is left as it is: sending broken requests is a purpose of this tool.
import { applyEdits, findNodeAtLocation, format, modify, parseTree, type Node } from 'jsonc-parser'
import type { Transport } from '../state/draft'

export type Json = Record<string, unknown>
export type Path = readonly (string | number)[]

const scenarioPath = ['metadata', 'gatescope_scenario'] as const
const layout = { insertSpaces: true, tabSize: 2, eol: '\n' } as const

let last: { readonly text: string; readonly body: Json | null } = { text: '', body: null }

/** Null when it is not a JSON object. Every pane asks at every key, and a pasted image makes a text of megabytes: read once. */
export function parseBody(text: string): Json | null {
  if (last.text !== text) last = { text, body: readBody(text) }
  return last.body
}

function readBody(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const formatBody = (body: unknown): string => JSON.stringify(body, null, 2)

/** The same text, laid out anew. */
export const tidy = (text: string): string =>
  parseBody(text) === null ? text : applyEdits(text, format(text, undefined, layout))

export const valueAt = (body: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Json)[key] : undefined,
    body,
  )

/** Puts a value where the path leads: in place of the old one, or as a new member of a parent that is there. */
function patch(text: string, path: Path, value: unknown, first: boolean): string {
  const root = parseTree(text)
  const old = root && findNodeAtLocation(root, [...path])
  if (!root) return text
  if (old) return replace(text, old, spell(value, text, old.offset))
  const key = path.at(-1)
  const parent = findNodeAtLocation(root, path.slice(0, -1))
  if (!parent || key === undefined) return text
  const name = typeof key === 'string' ? `${JSON.stringify(key)}: ` : ''
  const [neighbour] = parent.children?.slice(first ? 0 : -1) ?? []
  const source = text.slice(parent.offset, parent.offset + parent.length)
  if (!neighbour) {
    const [open, close] = [source.charAt(0), source.at(-1) ?? '']
    const indent = indentAt(text, parent.offset)
    return replace(text, parent, `${open}\n${indent}  ${name}${spell(value, `${indent}  `, 0)}\n${indent}${close}`)
  }
  const added = name + spell(value, text, neighbour.offset)
  const gap = source.includes('\n') ? `\n${indentAt(text, neighbour.offset)}` : ''
  const at = first ? neighbour.offset : neighbour.offset + neighbour.length
  return text.slice(0, at) + (first ? `${added},${gap}` : `,${gap}${added}`) + text.slice(at)
}

const replace = (text: string, { offset, length }: Node, by: string): string =>
  text.slice(0, offset) + by + text.slice(offset + length)

/** The space before the line on which this place is. */
const indentAt = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))?.[0] ?? ''

/** What is on one line stays there; only a document of several lines is laid out as such. */
const spell = (value: unknown, text: string, offset: number): string =>
  text.trim().includes('\n') || text.trim() === ''
    ? JSON.stringify(value, null, 2).replaceAll('\n', `\n${indentAt(text, offset)}`)
    : JSON.stringify(value)

/** Parents that are missing, or hold something else than fields, are made. */
export function setAt(text: string, path: Path, value: unknown, first = false): string {
  const body = parseBody(text)
  if (body === null) return text
  const broken = path.findIndex((key, depth) => depth > 0 && !canHold(valueAt(body, path.slice(0, depth)), key))
  if (broken === -1) return patch(text, path, value, first)
  const made = path.slice(broken).reduceRight<unknown>((inner, key) => ({ [key]: inner }), value)
  return patch(text, path.slice(0, broken), made, first)
}

const canHold = (parent: unknown, key: string | number): boolean =>
  typeof key === 'number' ? Array.isArray(parent) : isObject(parent)

/** An object that becomes empty by it goes too: it was there for what it held. */
export function removeAt(text: string, path: Path): string {
  const body = parseBody(text)
  if (body === null || valueAt(body, path) === undefined) return text
  const parent = path.slice(0, -1)
  const holder = valueAt(body, parent)
  const isLast = parent.length > 0 && isObject(holder) && Object.keys(holder).length === 1
  return isLast ? removeAt(text, parent) : applyEdits(text, modify(text, [...path], undefined, {}))
}

/** In place, as a rename: the value keeps its spelling. */
export function renameKey(text: string, from: string, to: string): string {
  const root = parseTree(text)
  const key = root && findNodeAtLocation(root, [from])?.parent?.children?.[0]
  if (!key || parseBody(text) === null) return text
  return text.slice(0, key.offset) + JSON.stringify(to) + text.slice(key.offset + key.length)
}

export function moveItem(text: string, list: Path, from: number, to: number): string {
  const items = valueAt(parseBody(text), list)
  if (!Array.isArray(items) || to < 0 || to >= items.length) return text
  const moved = [...(items as unknown[])]
  moved.splice(to, 0, ...moved.splice(from, 1))
  return setAt(text, list, moved)
}

/** Each transport says in its own way that it streams: `stream` over HTTP, `type` on a socket. */
export function setTransport(text: string, transport: Transport): string {
  const body = parseBody(text)
  if (body === null) return text
  if (transport === 'websocket') return removeAt(setAt(text, ['type'], 'response.create', true), ['stream'])
  const typeless = body['type'] === 'response.create' ? removeAt(text, ['type']) : text
  return transport === 'sse' ? setAt(typeless, ['stream'], true) : removeAt(typeless, ['stream'])
}

export const setModel = (text: string, model: string): string => setAt(text, ['model'], model, true)

export const setScenario = (text: string, scenario: string | null): string =>
  scenario === null ? removeAt(text, scenarioPath) : setAt(text, scenarioPath, scenario)

export function readModel(text: string): string | null {
  const model = parseBody(text)?.['model']
  return typeof model === 'string' ? model : null
}
