import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  answered,
  attempted,
  closed,
  ended,
  framesOf,
  message,
  opened,
  received,
  rejected,
  responded,
  routed,
  sent,
  sse,
  type Moment,
} from '../../../test/support/frames'
import { compareRuns } from './compare'
import { createRunFold, type Run } from './run'

const runOf = (...moments: readonly Moment[]): Run => {
  const fold = createRunFold({ id: 'G-1', startedAt: 0 })
  for (const frame of framesOf(...moments)) fold.apply(frame)
  return fold.value
}

const delta = (text: string, n = 0) => ({
  type: 'response.output_text.delta',
  output_index: n,
  content_index: 0,
  delta: text,
})
const done = (usage: object = {}) => ({
  type: 'response.completed',
  response: { id: 'r', status: 'completed', output: [], usage: { input_tokens: 10, output_tokens: 4, ...usage } },
})

type Streamed = {
  readonly body?: object
  readonly deltas?: readonly string[]
  readonly firstAt?: number
  readonly usage?: object
}

const streamed = ({ body = {}, deltas = ['Hello ', 'world.'], firstAt = 100, usage = {} }: Streamed = {}): Run =>
  runOf(
    [0, opened()],
    [1, sent({ model: 'openai/gpt-5', input: 'hi', stream: true, ...body })],
    [2, routed()],
    [3, attempted('openai')],
    [50, answered()],
    [51, responded(200, 'text/event-stream')],
    [60, sse({ type: 'response.created' })],
    ...deltas.map((text, i): Moment => [firstAt + i * 10, sse(delta(text))]),
    [firstAt + 200, sse(done(usage))],
    [firstAt + 201, ended('complete', '')],
    [firstAt + 202, closed()],
  )

const refused: readonly Moment[] = [
  [0, opened()],
  [1, sent({ model: 'openai/gpt-5', input: 'hi', stream: true })],
  [2, routed()],
  [3, attempted('openai')],
  [40, rejected({ status: 401, code: 'invalid_api_key' })],
]

const fellBack = runOf(
  ...refused,
  [41, attempted('anthropic', 2)],
  [350, answered(2)],
  [351, responded(200, 'text/event-stream')],
  [352, sse({ type: 'response.created' })],
  [410, sse(delta('Hello there, world.'))],
  [700, sse(done())],
  [701, ended('complete', '')],
  [702, closed()],
)

const failed = runOf(
  ...refused,
  [41, responded(502)],
  [42, received('{"error":"upstream_error","status_code":502}')],
  [43, closed()],
)

const turnOf = (a: Run, b: Run) => {
  const [turn] = compareRuns(a, b).turns
  if (!turn) throw new Error('no turn was compared')
  return turn
}

describe('a run against itself', () => {
  it.each([
    ['streamed', streamed()],
    ['after a fallback', fellBack],
    ['refused', failed],
  ])('says the same everywhere: %s', (_, run) => {
    const comparison = compareRuns(run, run)
    expect(comparison.same).toBe(true)
    expect(comparison.sentence).toBe('Run B is the same as run A.')
    const { verdict, request, routing, text, events, times, uses } = turnOf(run, run)
    expect([verdict, request, routing, text, events].every(({ same }) => same)).toBe(true)
    expect([...times, ...uses].every(({ same }) => same)).toBe(true)
  })
  it('holds for any pieces of any text, and counts the same both ways', () => {
    const words = fc.array(fc.constantFrom('a ', 'b ', 'c', ' d', '\n'), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(words, words, (one, other) => {
        const [a, b] = [streamed({ deltas: one }), streamed({ deltas: other })]
        expect(compareRuns(a, a).same).toBe(true)
        expect(turnOf(a, b).text.words).toBe(turnOf(b, a).text.words)
        expect(turnOf(a, b).events.differing).toBe(turnOf(b, a).events.differing)
      }),
    )
  })
})

describe('what differs', () => {
  it('is told in one sentence', () => {
    expect(compareRuns(streamed(), fellBack).sentence).toBe(
      'Run B was refused by openai (401) and answered by anthropic instead of openai; its text differs in 1 word; first token 310 ms later.',
    )
    expect(compareRuns(streamed(), failed).sentence).toBe(
      'Run B failed with 502 upstream_error, where run A was answered by openai; its answer was whole 258 ms earlier.',
    )
    expect(compareRuns(failed, streamed()).sentence).toMatch(/^Run B was answered by openai, where run A failed/)
  })
  it('is not the pieces a text came in, nor how long it took', () => {
    const slow = streamed({ deltas: ['Hel', 'lo wor', 'ld.'], firstAt: 400 })
    const comparison = compareRuns(streamed(), slow)
    expect(comparison.same).toBe(true)
    expect(comparison.sentence).toBe('Run B is the same as run A, but for its times: first token 300 ms later.')
  })
  it('is a field of the request, by its path', () => {
    const { request, same, sentence } = turnOf(streamed(), streamed({ body: { temperature: 1 } }))
    expect([same, request.changes]).toMatchObject([false, [{ kind: 'added', path: ['temperature'], after: 1 }]])
    expect(sentence).toContain('its request differs in temperature; its text is the same')
  })
  it('is not the order or the spacing of a request', () => {
    const respelt = runOf([0, opened()], [1, sent('{ "input": "hi", "model": "m" }')])
    expect(turnOf(runOf([0, opened()], [1, sent('{"model":"m","input":"hi"}')]), respelt).request).toMatchObject({
      same: true,
      isRespelt: true,
    })
  })
  it('is where a provider ended', () => {
    const { routing } = turnOf(streamed(), fellBack)
    expect(routing.rows).toMatchObject([
      { provider: 'openai', a: { fate: 'answered' }, b: { fate: 'failed', code: '401', ms: 37 }, same: false },
      { provider: 'anthropic', a: null, b: { fate: 'answered', words: 'attempt 2 answered' }, same: false },
    ])
  })
  it('is an event that only one has, with times from the first token of each', () => {
    const { events } = turnOf(streamed(), streamed({ deltas: ['Hello world.'], firstAt: 500 }))
    expect(events.rows.map(({ name, a, b }) => [name, a?.fromMs, a?.count, b?.fromMs, b?.count])).toEqual([
      ['response.created', -40, 1, -440, 1],
      ['response.output_text.delta', 0, 2, 0, 1],
      ['response.completed', 200, 1, 200, 1],
    ])
    const more = runOf(
      [0, opened('websocket')],
      [1, sent({ model: 'm' })],
      [2, message({ type: 'response.created' })],
      [3, message(done())],
    )
    expect(turnOf(streamed(), more).events).toMatchObject({ differing: 1, same: false })
  })
  it('is what was used, which is neither better nor worse', () => {
    const { uses, same } = turnOf(
      streamed(),
      streamed({ usage: { output_tokens: 9, pricing_breakdown: { total_usd_str: '0.5' } } }),
    )
    expect(same).toBe(true)
    expect(uses).toMatchObject([
      { name: 'Tokens in', same: true },
      { name: 'Tokens out', a: 4, b: 9, better: null, same: false },
      { name: 'Cost', a: null, b: 0.5, same: false },
    ])
  })
  it('is not told before a run has come to its end', () => {
    const { sentence, verdict, routing } = turnOf(streamed(), runOf(...refused, [41, attempted('anthropic', 2)]))
    expect([sentence, verdict.b]).toEqual(['Run B is still under way.', 'Still under way.'])
    expect(routing.rows.map(({ provider, b }) => [provider, b?.fate])).toEqual([['openai', 'failed']])
  })
  it('is a body that is no JSON', () => {
    const broken = runOf([0, opened()], [1, sent('{')])
    expect(turnOf(streamed(), broken).request).toEqual({ changes: [], isRespelt: false, isJson: false, same: false })
  })
})

describe('a conversation', () => {
  const turn = (n: number, text: string, previous: string | null): readonly Moment[] => [
    [n * 1000, sent({ type: 'response.create', model: 'm', input: `${n}`, previous_response_id: previous }, n)],
    [n * 1000 + 10, message(delta(text), n)],
    [n * 1000 + 20, message(done(), n)],
    [n * 1000 + 21, ended('complete', '', n)],
  ]
  const talk = (id: string, ...texts: readonly string[]) =>
    runOf(
      [0, opened('websocket')],
      [1, responded(101, '', 0)],
      ...texts.flatMap((text, i) => turn(i + 1, text, i === 0 ? null : `${id}-${i}`)),
    )

  it('is compared turn by turn, whatever its responses are called', () => {
    const comparison = compareRuns(talk('r', 'One', 'Two', 'Three'), talk('q', 'One', 'Twice', 'Three', 'Four'))
    expect(comparison.turns.map(({ turn: number, same }) => [number, same])).toEqual([
      [1, true],
      [2, false],
      [3, true],
    ])
    expect([comparison.onlyA, comparison.onlyB]).toEqual([0, 1])
    expect(comparison.sentence).toBe(
      '1 of 3 turns differ. Turn 2: Run B ended as run A did; its text differs in 1 word. Run B has 1 more turn.',
    )
  })
  it('that was never begun has nothing to compare', () => {
    const none = runOf([0, opened('websocket')])
    expect(compareRuns(none, talk('r', 'One')).sentence).toBe(
      'Nothing was sent in one of the two runs. Run B has 1 more turn.',
    )
  })
})
