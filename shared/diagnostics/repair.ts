// From pasted text to a value: JSON, an event stream, a log line with JSON in it, JSON that was escaped, printed by Python or
// cut off. Every repair is named, so that nobody takes a guess for what was received.
import { parseJson } from '#shared/json'
import { eventData } from '#shared/open-responses/events'

export type Parsed = {
  /** Undefined: there is no JSON in it. */
  readonly value: unknown
  readonly trail: readonly string[]
  /** From a status line or a header that was pasted along. */
  readonly status: number | null
  readonly retryAfterMs: number | null
}

const escaped = 'escaped JSON'
const python = 'Python’s spelling'
const cut = 'cut or broken JSON, read as far as it goes'

/** The steps of a trail after which the envelope is not, letter for letter, what was received. */
const repairs: readonly string[] = [escaped, python, cut]
export const isRepair = (step: string): boolean => repairs.includes(step)

export function parsePaste(text: string): Parsed {
  const head = readHead(text)
  const trimmed = text.replace(/^\uFEFF/, '').trim()
  const whole = parseJson(trimmed)
  if (whole !== undefined) return { ...head, value: whole, trail: [] }
  const events = readEvents(trimmed)
  if (events.length > 0) return { ...head, value: events, trail: ['event stream'] }
  const lines = readLines(trimmed)
  if (lines.length > 1) return { ...head, value: lines, trail: ['JSON lines'] }
  return { ...head, ...findJson(trimmed) }
}

function readHead(text: string): Pick<Parsed, 'status' | 'retryAfterMs'> {
  const status = /^[ \t]*(?:<[ \t]*)?HTTP\/[\d.]+[ \t]+(\d{3})/im.exec(text)?.[1]
  const seconds = /^[ \t]*(?:<[ \t]*)?retry-after:[ \t]*(\d{1,9})\s*$/im.exec(text)?.[1]
  return {
    status: status === undefined ? null : Number(status),
    retryAfterMs: seconds === undefined ? null : Number(seconds) * 1000,
  }
}

/** The data of each event that is JSON, or could be made JSON: a stream that was cut ends in half an event. */
function readEvents(text: string): unknown[] {
  if (!/^(?:event|data|id|retry|:)[^{]*:|^data:/m.test(text) || !/^data:/m.test(text)) return []
  return text.split(/\r?\n\r?\n/).flatMap((block) => {
    const data = eventData(block)
    if (data === null || data === '' || data === '[DONE]') return []
    const value = parseJson(data) ?? closeJson(data)
    return value === undefined ? [] : [value]
  })
}

function readLines(text: string): unknown[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const values = lines.map((line) => parseJson(line))
  // A torn last line is no reason to give up the others.
  const whole = values.filter((value) => typeof value === 'object' && value !== null)
  return whole.length >= Math.max(2, lines.length - 1) ? whole : []
}

const spellings: readonly (readonly [string, (text: string) => string])[] = [
  ['', (text) => text],
  [escaped, (text) => text.replaceAll(/\\(["\\/])/g, '$1')],
  [python, fromPython],
]

/** From where a brace opens; the first few places are tried, since a log line may begin with one that is none of JSON. */
function findJson(text: string): Pick<Parsed, 'value' | 'trail'> {
  const starts = [...text.matchAll(/[{[]/g)].slice(0, 8).map(({ index }) => index)
  for (const [name, spell] of spellings) {
    for (const start of starts) {
      const piece = spell(text.slice(start))
      const end = Math.max(piece.lastIndexOf('}'), piece.lastIndexOf(']')) + 1
      const whole = parseJson(piece.slice(0, end))
      if (isWorth(whole))
        return { value: whole, trail: trailOf(name, isAll(start, end, piece) ? '' : 'text around JSON') }
      const closed = closeJson(piece)
      if (isWorth(closed)) return { value: closed, trail: trailOf(name, cut) }
    }
  }
  return { value: undefined, trail: [] }
}

const isAll = (start: number, end: number, piece: string): boolean => start === 0 && end === piece.length

const trailOf = (...names: string[]): string[] => names.filter((name) => name !== '')

/** `[2026-11-24]` and `{}` are no finds. */
const isWorth = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Array.isArray(value)
    ? value.some((entry) => typeof entry === 'object' && entry !== null)
    : Object.keys(value).length > 0)

const furthestBack = 24

/** Closes what is open; where the end is of no use, goes back to the last whole members. Undefined when nothing is whole. */
export function closeJson(text: string): unknown {
  const { cuts, open, inString } = scan(text)
  const tail = inString ? `${text.replace(/\\(?:u[\da-fA-F]{0,3})?$/, '')}"` : text
  const whole = parseJson(tail + open)
  if (whole !== undefined) return whole
  for (const { at, closers } of cuts.slice(-furthestBack).reverse()) {
    const value = parseJson(text.slice(0, at) + closers)
    if (value !== undefined) return value
  }
  return undefined
}

type Cut = { readonly at: number; readonly closers: string }

function scan(text: string): { readonly cuts: readonly Cut[]; readonly open: string; readonly inString: boolean } {
  const cuts: Cut[] = []
  let open = ''
  let inString = false
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i]
    if (inString) {
      if (char === '\\') i += 1
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === '{' || char === '[') {
      open = (char === '{' ? '}' : ']') + open
      cuts.push({ at: i + 1, closers: open })
    } else if (char === '}' || char === ']') {
      // The wrong one: what came before it may still be read.
      if (open[0] !== char) {
        cuts.push({ at: i, closers: open })
        break
      }
      open = open.slice(1)
      cuts.push({ at: i + 1, closers: open })
      if (open === '') break
    } else if (char === ',') cuts.push({ at: i, closers: open })
  }
  return { cuts, open, inString }
}

/** `{'error': None}` is what Python prints of a body, and what people paste. */
function fromPython(text: string): string {
  return text.replaceAll(/'((?:[^'\\]|\\.)*)'|"(?:[^"\\]|\\.)*"|\b(True|False|None)\b/gs, (all, single, word) => {
    if (typeof single === 'string') return JSON.stringify(single.replaceAll(/\\(['\\])/g, '$1'))
    return typeof word === 'string' ? ({ True: 'true', False: 'false', None: 'null' }[word] ?? all) : all
  })
}
