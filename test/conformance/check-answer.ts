// What a case expects of the answer to its client, and what holds for every answer (GATEWAY.md 0.3, 1.1, 1.4, 4.1, 4.2).
import type { Case, Expectation, Named } from './case'
import type { Answer, StreamEvent } from './client'
import { firstMiss, isObject, match, valueAtPath, type Miss } from './match'
import { keyOf, poolOf } from './setup'

const terminal = ['response.completed', 'response.failed', 'response.incomplete', 'error']
const cutShort = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)}…` : text)

export function checkAnswer(expect: Expectation, answer: Answer): Miss | null {
  const { status, headers = {}, any_of } = expect
  return (
    (status === undefined ? null : missWith(match(status, answer.status, 'status'), answer.text)) ??
    firstMiss(Object.entries(headers), ([name, wanted]) =>
      match(wanted, answer.headers[name.toLowerCase()], `headers.${name}`),
    ) ??
    checkBody(expect, answer) ??
    checkStream(expect, answer) ??
    (any_of ? checkAnyOf(any_of, answer) : null)
  )
}

/** A wrong status says little without the answer. */
const missWith = (miss: Miss | null, text: string): Miss | null => miss && { ...miss, got: [miss.got, cutShort(text)] }

function checkAnyOf(forms: readonly Expectation[], answer: Answer): Miss | null {
  const misses = forms.map((form) => checkAnswer(form, answer))
  return misses.includes(null) ? null : (misses[0] ?? null)
}

function checkBody(expect: Expectation, { json, text }: Answer): Miss | null {
  const { upstream_request: echoed = '' } = (json ?? {}) as { upstream_request?: string }
  return (
    (expect.body === undefined ? null : match(expect.body, json, 'body')) ??
    firstMiss(expect.absent ?? [], (path) => match({ $any: false }, valueAtPath(json, path), `body.${path}`)) ??
    checkTexts('body', text, expect.body_must_contain, expect.body_must_not_contain) ??
    checkTexts('body.upstream_request', echoed, [], expect.upstream_request_must_not_contain)
  )
}

function checkTexts(path: string, text: string, wanted: readonly string[] = [], unwanted: readonly string[] = []) {
  return (
    firstMiss(wanted, (one) => match({ $contains: one }, text, path)) ??
    firstMiss(unwanted, (one) => match({ $not: { $contains: one } }, text, path))
  )
}

const isDelta = ({ event }: StreamEvent): boolean => event === 'response.output_text.delta'

function checkStream(expect: Expectation, { events, text, json }: Answer): Miss | null {
  if (!Object.keys(expect).some((key) => key.startsWith('sse'))) return null
  if (!events) return { path: 'sse', expected: 'an event stream', got: json ?? text }
  const deltas = events.filter(isDelta)
  const spread = (deltas.at(-1)?.at ?? 0) - (deltas[0]?.at ?? 0)
  const ends = events.filter(({ event }) => terminal.includes(event)).map(({ event }) => event)
  const joined = deltas.map(({ data }) => String((data as Named)['delta'])).join('')
  return (
    (expect.sse ? match(expect.sse, events, 'sse') : null) ??
    (expect.sse_text === undefined ? null : match(expect.sse_text, joined, 'sse text')) ??
    firstMiss(Object.entries(expect.sse_count ?? {}), ([type, wanted]) =>
      match(wanted, events.filter(({ event }) => event === type).length, `number of ${type}`),
    ) ??
    (expect.sse_spread_ms ? match(expect.sse_spread_ms, spread, 'ms from the first to the last delta') : null) ??
    (expect.sse_terminal ? match({ $oneOf: expect.sse_terminal }, ends.at(-1), 'terminal event') : null) ??
    checkTexts('sse', text, expect.sse_must_contain, expect.sse_must_not_contain)
  )
}

/** What no answer may break, in any case. */
export function checkAlways(test: Case, answer: Answer): Miss | null {
  const sent = JSON.stringify([answer.headers, answer.text])
  const leak = poolOf(test)
    .providers.map(({ id }) => keyOf(id))
    .find((key) => sent.includes(key))
  if (leak) return { path: 'the answer', expected: 'no provider’s key', got: leak }
  if (test.request.path !== '/v1/responses') return null
  if (answer.status >= 400) return checkEnvelope(answer)
  const simulated = answer.headers['x-gatescope-simulated']
  if (simulated) return { path: 'the server', expected: 'a provider', got: 'the simulator' }
  if (answer.events) return checkEvents(answer.events)
  return isObject(answer.json) ? match({ object: 'response', id: { $re: '^G-' } }, answer.json, 'body') : null
}

const anything = { $any: true }
function checkEnvelope({ status, headers, json }: Answer): Miss | null {
  const envelope = {
    error: anything,
    description: anything,
    generation_id: anything,
    status_code: status,
    error_type: { $oneOf: ['user', 'system'] },
    error_origin: headers['x-gateway-error-origin'],
  }
  return (
    match(envelope, json, 'envelope') ??
    match({ $oneOf: ['user', 'upstream'] }, headers['x-gateway-error-attribution'], 'X-Gateway-Error-Attribution')
  )
}

function checkEvents(events: readonly StreamEvent[]): Miss | null {
  const ids = new Set(events.map(({ data }) => valueAtPath(data, 'response.id')).filter((id) => id !== undefined))
  const end = events.findIndex(({ event }) => terminal.includes(event))
  return (
    firstMiss(events, ({ event, data }) =>
      match({ $oneOf: [undefined, event] }, valueAtPath(data, 'type'), 'event and data.type'),
    ) ??
    (ids.size > 1 ? { path: 'response.id', expected: 'one id', got: [...ids] } : null) ??
    firstMiss(ids, (id) => match({ $re: '^G-' }, id, 'response.id')) ??
    (end < 0
      ? null
      : match(
          [],
          events.slice(end + 1).map(({ event }) => event),
          'events after the terminal one',
        ))
  )
}
