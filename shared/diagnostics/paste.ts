// A paste that may hold several failures: a HAR file has an entry for each request, a session file a turn. They are listed, one
// of them is explained; anything else is one failure and is explained as it is.
import { explain } from '#shared/diagnostics/explain'
import type { Context, Explanation } from '#shared/diagnostics/explanation'
import { asNumber, asText } from '#shared/diagnostics/fields'
import { parsePaste } from '#shared/diagnostics/repair'
import { shorten } from '#shared/diagnostics/shorten'
import { createTurnFold, explainTurn, hasFailed, type RecordedTurn } from '#shared/diagnostics/turns'
import { field, parseJson } from '#shared/json'
import type { Frame } from '#shared/session/frame'
import { parseFrame, SessionFormatError } from '#shared/session/jsonl'

export type PasteEntry = {
  readonly title: string
  readonly status: number | null
  /** Its verdict. */
  readonly says: string
}

export type PasteReading = {
  /** Those that failed, in their order; empty: there is no choice. */
  readonly entries: readonly PasteEntry[]
  /** How many failed before the first that is listed. */
  readonly unlisted: number
  /** Of `entries`. */
  readonly chosen: number
  readonly explanation: Explanation
}

type Failure = { readonly title: string; readonly explain: () => Explanation }

/** More than anybody reads through; each is explained to be listed. */
export const mostEntries = 100

/** `choice` is a place in `entries`; null: the last. */
export function readPaste(text: string, choice: number | null = null, context: Context = {}): PasteReading {
  const failures = isSession(text) ? readTurns(text, context) : readEntries(text, context)
  if (failures.length === 0) return { entries: [], unlisted: 0, chosen: 0, explanation: bound(explain(text, context)) }
  const listed = failures.slice(-mostEntries)
  const chosen = Math.min(choice ?? listed.length - 1, listed.length - 1)
  const explained = listed.map((failure) => failure.explain())
  const entries = listed.map(({ title }, index) => toEntry(title, explained[index]))
  return {
    entries: entries.length > 1 ? entries : [],
    unlisted: failures.length - listed.length,
    chosen,
    explanation: bound(explained[chosen] ?? explain(text, context)),
  }
}

const toEntry = (title: string, explanation: Explanation | undefined): PasteEntry => ({
  title,
  status: explanation?.facts.status ?? null,
  says: explanation?.verdict.sentence ?? '',
})

const isSession = (text: string): boolean => text.startsWith('{"format":"gatescope.session"')

/** The turns that failed, else the last one. A line that cannot be read costs that line. */
function readTurns(text: string, context: Context): Failure[] {
  const turns: RecordedTurn[] = []
  const fold = createTurnFold(null, (turn) => turns.push(turn))
  let unread = 0
  for (const line of text.split('\n').slice(1)) {
    const frame = line.trim() === '' ? null : readFrame(line)
    if (frame) fold.apply(frame)
    else if (frame === undefined) unread += 1
  }
  const failed = turns.filter(hasFailed)
  const trail = unread > 0 ? [`${unread} ${unread === 1 ? 'line' : 'lines'} of the session left out: not readable`] : []
  return (failed.length > 0 ? failed : turns.slice(-1)).map((turn) => ({
    title: `Turn ${turn.turn}`,
    explain: () => after(trail, explainTurn(turn, context)),
  }))
}

function readFrame(line: string): Frame | undefined {
  try {
    return parseFrame(line)
  } catch (error) {
    if (error instanceof SessionFormatError) return undefined
    throw error
  }
}

/** The entries of a HAR file that failed. */
function readEntries(text: string, context: Context): Failure[] {
  if (!text.includes('"entries"')) return []
  const { value, trail } = parsePaste(text)
  const entries = field(field(value, 'log'), 'entries')
  if (!Array.isArray(entries)) return []
  return (entries as readonly unknown[]).flatMap((entry, index) => {
    if ((asNumber(field(field(entry, 'response'), 'status')) ?? 0) < 400) return []
    const explainEntry = () => {
      const explanation = explain(entry, context)
      const [, ...inside] = explanation.source.trail
      return after([...trail, `HAR entry ${index + 1}`, ...inside], withTrail(explanation, []))
    }
    return [{ title: titleOf(entry), explain: explainEntry }]
  })
}

function titleOf(entry: unknown): string {
  const request = field(entry, 'request')
  const url = asText(field(request, 'url')) ?? ''
  // What follows the path may hold a key.
  const path = url.replace(/^\w+:\/\/[^/?#]*/, '').replace(/[?#].*$/s, '')
  const model = asText(field(parseJson(asText(field(field(request, 'postData'), 'text')) ?? ''), 'model'))
  return [asText(field(request, 'method')), path === '' ? '/' : path, model].filter((part) => part !== null).join(' ')
}

/** What nobody reads through is not laid out either. */
function bound(explanation: Explanation): Explanation {
  const { source, rest } = explanation
  const parts = [shorten(source.envelope), shorten(source.request), ...rest.map(({ value }) => shorten(value))]
  if (!parts.some(({ isShortened }) => isShortened)) return explanation
  const [envelope, request, ...values] = parts.map(({ value }) => value)
  return {
    ...explanation,
    rest: rest.map(({ path }, index) => ({ path, value: values[index] })),
    source: { ...source, envelope, request, trail: [...source.trail, 'long lists and texts shortened'] },
  }
}

const withTrail = (explanation: Explanation, trail: readonly string[]): Explanation => ({
  ...explanation,
  source: { ...explanation.source, trail },
})

const after = (steps: readonly string[], explanation: Explanation): Explanation =>
  withTrail(explanation, [...steps, ...explanation.source.trail])
