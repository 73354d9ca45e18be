import { describe, expect, it } from 'vitest'
import sample from '../../test/diagnostics/sample.json'
import { explain } from './explain'

type Json = unknown

/** Every leaf becomes a value that stands nowhere else. */
function mark(value: Json, marks: Json[] = []): Json {
  if (Array.isArray(value)) return value.map((one: Json) => mark(one, marks))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mark(inner, marks)]))
  }
  if (typeof value === 'boolean') return value
  const own = typeof value === 'number' ? 700_000 + marks.length : `mark-${marks.length}-end`
  marks.push(own)
  return own
}

const told = (input: Json): string => {
  const { source: _source, ...explanation } = explain(input)
  return JSON.stringify(explanation)
}

describe('no field is lost', () => {
  it('each value of the documented sample is in the explanation', () => {
    const marks: Json[] = []
    const marked = mark(sample, marks)
    const text = told(marked)
    expect(marks.length).toBeGreaterThan(45)
    expect(marks.filter((one) => !text.includes(String(one)))).toEqual([])
  })
  it('all of the sample has a place of its own but `ok` and a detail without words', () => {
    expect(explain(sample).rest).toEqual([
      { path: '/ok', value: false },
      { path: '/details', value: [{}] },
    ])
  })
  it('what nobody knows is kept by its path, in as few pieces as possible', () => {
    const { rest } = explain({ ...sample, novel: { deep: [1, { x: 'y' }] }, help_url: 'https://example.org' })
    expect(rest).toContainEqual({ path: '/novel', value: { deep: [1, { x: 'y' }] } })
    expect(rest).toContainEqual({ path: '/help_url', value: 'https://example.org' })
  })
})

describe('codes are an open vocabulary', () => {
  const unknown = {
    error: 'quantum_flux',
    routing_diagnostics: {
      filterStages: [
        {
          stage: 'moon_phase_gate',
          beforeCount: 1,
          afterCount: 0,
          droppedProviders: [{ providerId: 'acme', reason: 'waningCrescent' }],
        },
      ],
    },
  }
  it('an unknown stage and reason are said by their codes, made readable', () => {
    const { verdict, causes } = explain(unknown)
    expect(verdict).toMatchObject({ stage: 'moon_phase_gate', reason: 'waningCrescent', providers: ['acme'] })
    expect(verdict.sentence).toBe('Nobody was left to ask: moon phase gate dropped acme (waning crescent).')
    expect(causes).toMatchObject([{ stage: 'moon_phase_gate', reason: 'waningCrescent', alone: true }])
  })
  it('an unknown error is one, with its message', () => {
    expect(explain({ error: 'quantum_flux', message: 'The flux is low.' }).verdict.sentence).toBe(
      'The answer is an error, quantum flux: The flux is low.',
    )
  })
})

describe('any envelope is read', () => {
  const sentence = (input: unknown) => explain(input).verdict.sentence
  it('an error of OpenAI’s shape', () => {
    const { facts, verdict } = explain({
      error: { message: 'Slow down.', type: 'tokens', param: null, code: 'rate_limit_exceeded' },
    })
    expect(facts).toMatchObject({ error: 'rate_limit_exceeded', type: 'tokens', message: 'Slow down.' })
    expect(verdict).toMatchObject({ who: 'provider', sentence: 'The provider was asked too often: Slow down.' })
  })
  it('an error event of a websocket, and the JSON inside its message', () => {
    const message = JSON.stringify({ error: 'openai_provider_unavailable', description: 'Not routable.', model: 'a/b' })
    const event = {
      type: 'error',
      status: 400,
      error: { type: 'invalid_request_error', code: 'openai_routing_failed', message },
    }
    expect(explain(event)).toMatchObject({
      facts: { status: 400, error: 'openai_provider_unavailable' },
      source: { kind: 'event' },
    })
    expect(sentence(event)).toBe('Nobody can serve this model on the websocket: Not routable.')
  })
  it('the last error of an event stream', () => {
    const stream =
      'event: response.created\ndata: {"type":"response.created","response":{"id":"r"}}\n\nevent: error\ndata: {"type":"error","code":"upstream_stream_truncated","message":"It broke."}\n\n'
    expect(explain(stream)).toMatchObject({
      verdict: { stage: 'stream' },
      source: { trail: ['event stream', 'entry 2'] },
    })
  })
  it('a response that failed, in an event', () => {
    const event = {
      type: 'response.failed',
      response: { object: 'response', status: 'failed', error: { code: 'server_error', message: 'Boom.' } },
    }
    expect(sentence(event)).toBe('The provider failed inside: Boom.')
  })
  it('a HAR file: its last failing entry, with the request it answers', () => {
    const entry = (status: number, text: string, encoding?: string) => ({
      request: { postData: { text: '{"model":"a/b","temperature":9}' } },
      response: { status, headers: [{ name: 'Retry-After', value: '7' }], content: { text, encoding } },
    })
    const body = JSON.stringify({
      error: 'validation_error',
      message: 'x',
      details: [{ message: 'must be at most 2', path: ['temperature'], keyword: 'too_big', params: { maximum: 2 } }],
    })
    const har = { log: { entries: [entry(400, btoa(body), 'base64'), entry(200, '{}')] } }
    const { actions, facts, source } = explain(har)
    expect(actions).toMatchObject([{ target: 'request', patch: [{ op: 'replace', path: '/temperature', value: 2 }] }])
    expect([facts.status, facts.retryAfterMs, source.trail]).toEqual([400, 7000, ['HAR entry 1']])
  })
  it('a log record with the envelope as text in it', () => {
    const record = {
      level: 'error',
      msg: 'call failed',
      body: JSON.stringify({ error: 'model_required', status_code: 400 }),
    }
    expect(explain(record)).toMatchObject({
      facts: { error: 'model_required' },
      source: { trail: ['field body', 'JSON inside a string'] },
    })
  })
  it('a whole response: who served it, and why it is not what was asked for', () => {
    const response = {
      object: 'response',
      status: 'completed',
      model: 'openai/gpt-5-nano',
      provider: 'azure',
      routing_diagnostics: { model: 'openai/gpt-5-nano', requestedModel: 'gpt-5-nano', filterStages: [] },
    }
    expect(explain(response)).toMatchObject({
      verdict: { who: 'nobody', sentence: 'Served by azure as openai/gpt-5-nano.' },
      causes: [],
      served: { requested: 'gpt-5-nano', resolved: 'openai/gpt-5-nano', provider: 'azure', reason: 'alias' },
    })
  })
  it('`{"detail": …}`, as words or as a list', () => {
    expect(sentence({ detail: 'Not Found' })).toBe('The answer is an error without a code: Not Found.')
    expect(
      explain({ detail: [{ loc: ['body', 'model'], msg: 'Field required', type: 'missing' }] }).details,
    ).toMatchObject([{ path: ['body', 'model'], message: 'Field required', keyword: 'missing' }])
  })
  it.each([undefined, null, 7, '', [], {}, 'all is well', true])('%j is no failure, and no reason to fail', (input) => {
    expect(explain(input).verdict.sentence).toMatch(/^\S.*\.$/)
  })
})
