// What became of a second run, in one sentence of plain words: who answered it, what it was asked otherwise, what it said
// otherwise, and how much sooner or later it began to.
import type { Explanation } from '#shared/diagnostics/explanation'
import { sayDuration, sayList, sayName } from '#shared/diagnostics/words'
import type { EventDiff } from '#shared/inspect/compare/events'
import { durationMs, firstTokenMs } from '#shared/inspect/compare/numbers'
import type { Pair, RequestDiff } from '#shared/inspect/compare/request'
import type { RouteDiff } from '#shared/inspect/compare/routing'
import type { TextDiff } from '#shared/inspect/compare/text'
import type { TurnTiming } from '#shared/inspect/timing'

type Side = {
  readonly timing: TurnTiming | null
  readonly explanation: Explanation
  readonly isUnderWay: boolean
}

export type Facts = {
  readonly a: Side
  readonly b: Side
  readonly transport: Pair<string>
  readonly verdict: Pair<string>
  readonly request: RequestDiff
  readonly routing: RouteDiff
  readonly text: TextDiff
  readonly events: EventDiff
  readonly same: boolean
}

type Names = { readonly a: string; readonly b: string }

export function sayTurn(facts: Facts, names: Names): string {
  const { a, b } = facts
  if (a.isUnderWay || b.isUnderWay) return sayUnderWay(a, b, names)
  const time = sayTime(facts)
  if (facts.same) {
    const timed = time === null ? '' : `, but for its times: ${time}`
    return `Run ${names.b} is the same as run ${names.a}${timed}.`
  }
  const outcome = sayOutcome(facts, names) ?? `ended as run ${names.a} did`
  const clauses = [sayTransport(facts), sayRequest(facts), sayRoute(facts), sayText(facts), sayEvents(facts), time]
  return `Run ${names.b} ${[outcome, ...clauses.filter((clause) => clause !== null)].join('; ')}.`
}

function sayUnderWay(a: Side, b: Side, names: Names): string {
  if (a.isUnderWay && b.isUnderWay) return 'Both runs are still under way.'
  return `Run ${a.isUnderWay ? names.a : names.b} is still under way.`
}

const isServed = ({ explanation }: Side): boolean => explanation.verdict.who === 'nobody'
const providerOf = ({ explanation }: Side): string => sayName(explanation.served?.provider ?? 'the gateway')

function sayOutcome({ a, b, verdict, routing }: Facts, names: Names): string | null {
  const refusals = b.explanation.attempts
    .filter(({ reason }) => reason !== null)
    .map(({ provider, status, code }) => `${sayName(provider)}${(status ?? code) ? ` (${status ?? code})` : ''}`)
  const refused = refusals.length === 0 ? 'was' : `was refused by ${sayList(refusals)} and`
  const differs = !verdict.same || routing.rows.some((row) => !row.same && (isAsked(row.a) || isAsked(row.b)))
  if (!differs) return null
  if (!isServed(b)) {
    const was = isServed(a) ? `, where run ${names.a} was answered by ${providerOf(a)}` : ''
    return `failed${sayWhy(b)}${was}`
  }
  const where = isServed(a)
    ? providerOf(a) === providerOf(b)
      ? ''
      : ` instead of ${providerOf(a)}`
    : `, where run ${names.a} failed${sayWhy(a)}`
  return `${refused} answered by ${providerOf(b)}${where}`
}

const isAsked = (end: RouteDiff['rows'][number]['a']): boolean => end?.fate === 'answered' || end?.fate === 'failed'

function sayWhy({ explanation: { facts, verdict } }: Side): string {
  const code = facts.error ?? verdict.reason
  const status = facts.status === null ? '' : `${facts.status} `
  return code === '' && status === '' ? '' : ` with ${`${status}${code}`.trim()}`
}

const transports: Readonly<Record<string, string>> = {
  json: 'as one body',
  sse: 'over SSE',
  websocket: 'over a websocket',
}

const sayTransport = ({ transport: { b, same } }: Facts): string | null =>
  same ? null : `it was sent ${transports[b] ?? `over ${b}`}`

function sayRequest({ request: { same, isJson, changes } }: Facts): string | null {
  if (same) return null
  if (!isJson) return 'its request is another text'
  return `its request differs in ${changes.length === 1 ? `${sayField(changes[0]?.path ?? [])}` : `${changes.length} fields`}`
}

const sayField = (path: readonly (string | number)[]): string => (path.length === 0 ? 'all of it' : path.join('.'))

/** Who was asked is told already. */
function sayRoute({ routing: { rows, order, same } }: Facts): string | null {
  if (same || rows.some((row) => !row.same && (isAsked(row.a) || isAsked(row.b)))) return null
  return order.same ? 'its providers were dropped otherwise' : 'its candidates stood in another order'
}

function sayText(facts: Facts): string | null {
  const { text, verdict } = facts
  if (!verdict.same && !(isServed(facts.a) && isServed(facts.b))) return null
  if (text.same) return text.parts.length === 0 ? null : 'its text is the same'
  if (text.words === 0) return 'what it said is not of the same parts'
  if (!text.isAligned) return 'its text is too different, or too long, to be compared word by word'
  return `its text differs in ${text.words.toLocaleString('en-US')} ${text.words === 1 ? 'word' : 'words'}`
}

function sayEvents(facts: Facts): string | null {
  const { events, text } = facts
  if (events.same || !text.same || !isServed(facts.a) || !isServed(facts.b) || !facts.transport.same) return null
  return `its events differ in ${events.differing === 1 ? 'one place' : `${events.differing} places`}`
}

/** Sooner or later by less than this is neither. */
const noticeableMs = 1

function sayTime({ a, b }: Facts): string | null {
  const first = differ(firstTokenMs(a.timing), firstTokenMs(b.timing))
  if (first !== null) return first === '' ? null : `first token ${first}`
  const whole = differ(durationMs(a.timing), durationMs(b.timing))
  return whole === null || whole === '' ? null : `its answer was whole ${whole}`
}

/** null: not known of both. */
function differ(was: number | null, is: number | null): string | null {
  if (was === null || is === null) return null
  const ms = is - was
  return Math.abs(ms) < noticeableMs ? '' : `${sayDuration(Math.abs(ms))} ${ms > 0 ? 'later' : 'earlier'}`
}
