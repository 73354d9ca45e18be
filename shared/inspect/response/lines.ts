// A response object as lines of JSON for a narrow pane: what a reader follows comes first, finished items and long texts are
// cut short, and every line knows the field it shows.
import { field } from '#shared/json'
import { spellPath, type Json, type Path } from '#shared/inspect/response/fold-event'

export type ResponseLine = {
  readonly depth: number
  readonly text: string
  readonly path: string
  readonly changed: boolean
  /** Stands for the fields that are left out. */
  readonly more: boolean
}

const first = ['id', 'status', 'model', 'output', 'usage', 'error', 'incomplete_details']
const longest = 120
const mostLines = 2_000

type Writer = { readonly lines: ResponseLine[]; readonly changed: readonly string[]; readonly lastItem: number }

/** `all` also shows the fields that only repeat the request, and every item whole. */
export function responseLines(response: Json, changed: readonly string[], all: boolean): ResponseLine[] {
  if (typeof response !== 'object' || response === null) return []
  const output = field(response, 'output')
  const writer: Writer = { lines: [], changed, lastItem: Array.isArray(output) ? output.length - 1 : -1 }
  const keys = Object.keys(response)
  const shown = [
    ...first.filter((key) => keys.includes(key)),
    ...(all ? keys.filter((key) => !first.includes(key)) : []),
  ]
  const hidden = keys.length - shown.length
  push(writer, 0, '{', [])
  shown.forEach((key, i) => {
    const comma = i < shown.length - 1 || hidden > 0 ? ',' : ''
    writeValue(writer, field(response, key), [key], 1, `${JSON.stringify(key)}: `, comma, all)
  })
  if (hidden > 0) writer.lines.push({ depth: 1, text: `… ${hidden} more fields`, path: '', changed: false, more: true })
  push(writer, 0, '}', [])
  return writer.lines.slice(0, mostLines)
}

function writeValue(
  writer: Writer,
  value: Json,
  path: Path,
  depth: number,
  head: string,
  tail: string,
  all: boolean,
): void {
  if (writer.lines.length > mostLines) return
  if (typeof value !== 'object' || value === null) {
    return push(writer, depth, `${head}${spellLeaf(value, touches(writer, path), all)}${tail}`, path)
  }
  if (!all && isBehind(writer, path, value)) {
    const words = [field(value, 'type') ?? 'item', field(value, 'status')].filter((word) => word !== undefined)
    return push(writer, depth, `${head}{ ${words.map(String).join(', ')} }${tail}`, path)
  }
  const isList = Array.isArray(value)
  const entries: (readonly [string | number, Json])[] = isList
    ? value.map((item: Json, i) => [i, item] as const)
    : Object.entries(value)
  if (entries.length === 0) return push(writer, depth, `${head}${isList ? '[]' : '{}'}${tail}`, path)
  push(writer, depth, `${head}${isList ? '[' : '{'}`, path)
  entries.forEach(([key, inner], i) => {
    const name = isList ? '' : `${JSON.stringify(key)}: `
    writeValue(writer, inner, [...path, key], depth + 1, name, i < entries.length - 1 ? ',' : '', all)
  })
  push(writer, depth, `${isList ? ']' : '}'}${tail}`, path)
}

function push({ lines, changed }: Writer, depth: number, text: string, path: Path): void {
  const spelled = spellPath(path)
  lines.push({ depth, text, path: spelled, changed: changed.includes(spelled), more: false })
}

const touches = ({ changed }: Writer, path: Path): boolean => {
  const spelled = spellPath(path)
  return changed.some(
    (other) => other === spelled || other.startsWith(`${spelled}.`) || other.startsWith(`${spelled}[`),
  )
}

/** An item that the reader has left behind: whole, or followed by another, and not what changes now. */
const isBehind = (writer: Writer, path: Path, value: object): boolean =>
  path.length === 2 &&
  path[0] === 'output' &&
  (field(value, 'status') === 'completed' || path[1] !== writer.lastItem) &&
  !touches(writer, path)

/** Of a text that grows the end is news, of any other the beginning. */
function spellLeaf(value: Json, isChanged: boolean, all: boolean): string {
  if (typeof value !== 'string' || all || value.length <= longest) return JSON.stringify(value) ?? 'null'
  return isChanged ? JSON.stringify(`… ${value.slice(-longest)}`) : JSON.stringify(`${value.slice(0, longest)} …`)
}
