import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  attempted,
  framesOf,
  opened,
  received,
  rejected,
  responded,
  routed,
  sent,
  sse,
  upstream,
} from '../../../test/support/frames'
import type { SessionLabel } from '#shared/session/label'
import { createSummary, type SessionSummary } from '#shared/session/summary'
import { formatFilter, formatTerm } from './format'
import { amountFields, filterNotes, units, wordFields, type Filter, type Term } from './language'
import { createFrameMatcher } from './match-frames'
import { matchesSession } from './match-session'
import { parseFilter } from './parse'

const bare = (filter: Filter) => filter.map(({ at: _at, end: _end, ...term }) => term)

describe('a filter is parsed to terms', () => {
  it('words, quoted text, fields and comparisons', () => {
    const { filter, errors } = parseFilter('gpt "two words" type:delta,done -lint:* gap>500ms tokens>=2k')
    expect(errors).toEqual([])
    expect(bare(filter)).toEqual([
      { kind: 'text', text: 'gpt', negated: false },
      { kind: 'text', text: 'two words', negated: false },
      { kind: 'word', field: 'type', values: ['delta', 'done'], negated: false },
      { kind: 'word', field: 'lint', values: ['*'], negated: true },
      { kind: 'amount', field: 'gap', comparison: '>', amount: '500', unit: 'ms', value: 500, negated: false },
      { kind: 'amount', field: 'tokens', comparison: '>=', amount: '2', unit: 'k', value: 2000, negated: false },
    ])
  })
  it.each([
    ['gap>1.5s', 1500],
    ['gap>250us', 0.25],
    ['gap>90', 90],
    ['ttft<=2m', 120_000],
    ['tokens:1M', 1_000_000],
  ])('%s is %d', (text, value) => expect(parseFilter(text).filter[0]).toMatchObject({ value }))
  it.each([
    [
      '- a',
      [
        { kind: 'text', text: '-', negated: false },
        { kind: 'text', text: 'a', negated: false },
      ],
    ],
    ['12:30', [{ kind: 'text', text: '12:30', negated: false }]],
    ['a,b', [{ kind: 'text', text: 'a,b', negated: false }]],
    ['TYPE:"a b",c', [{ kind: 'word', field: 'type', values: ['a b', 'c'], negated: false }]],
    [String.raw`"a \"b\" \\ c"`, [{ kind: 'text', text: String.raw`a "b" \ c`, negated: false }]],
    ['', []],
    ['   ', []],
  ])('%j', (text, terms) => expect(bare(parseFilter(text).filter)).toEqual(terms))
})

describe('an error says where and why, and the rest still counts', () => {
  it.each([
    ['x typ:a y', 2, 7, 'There is no filter typ; the nearest is type. Quote it to search for the text.'],
    ['dir:left', 0, 8, 'dir is up or down, not left.'],
    ['gap>fast', 0, 8, 'gap is compared with a number, as in gap>500ms.'],
    ['gap>5parsec', 0, 11, 'gap is compared with a number, as in gap>500ms.'],
    ['gap>1,2', 0, 7, 'gap is compared with a number, as in gap>500ms.'],
    ['type>a', 0, 6, 'type cannot be larger or smaller. Write type:value.'],
    ['model:', 0, 6, 'model needs a value.'],
    ['model:a,', 0, 8, 'model needs a value.'],
    ['a "b', 2, 4, 'This quote is never closed.'],
  ])('%j', (text, at, end, message) => expect(parseFilter(text).errors).toEqual([{ at, end, message }]))
  it('a broken term does not take its neighbours along', () =>
    expect(bare(parseFilter('x typ:a y').filter).map((t) => t.kind === 'text' && t.text)).toEqual(['x', 'y']))
})

const word = fc.string({ minLength: 1, maxLength: 12 })
const place = { at: 0, end: 0 }
const anyTerm: fc.Arbitrary<Term> = fc
  .oneof(
    fc.record({ kind: fc.constant('text' as const), text: word, negated: fc.boolean() }),
    fc.record({
      kind: fc.constant('word' as const),
      field: fc.constantFrom(...wordFields.filter((rule) => !('values' in rule)).map(({ name }) => name)),
      values: fc.array(word, { minLength: 1, maxLength: 3 }),
      negated: fc.boolean(),
    }),
    fc
      .record({ rule: fc.constantFrom(...amountFields), n: fc.nat(99_999), tenth: fc.nat(9), negated: fc.boolean() })
      .chain(({ rule, n, tenth, negated }) => {
        const known: Readonly<Record<string, number>> = units[rule.unit]
        return fc
          .record({
            unit: fc.constantFrom(...Object.keys(known)),
            comparison: fc.constantFrom('=', '>', '>=', '<', '<='),
          })
          .map(({ unit, comparison }) => {
            const amount = `${n}.${tenth}`
            const value = Number(amount) * (known[unit] ?? 0)
            return {
              kind: 'amount' as const,
              field: rule.name,
              comparison: comparison as '=',
              amount,
              unit,
              value,
              negated,
            }
          })
      }),
  )
  .map((term) => ({ ...term, ...place }) as Term)

describe('what is formatted is parsed to the same filter', () => {
  it('for every filter', () => {
    fc.assert(
      fc.property(fc.array(anyTerm, { maxLength: 5 }), (filter) => {
        const { filter: again, errors } = parseFilter(formatFilter(filter))
        expect(errors).toEqual([])
        expect(bare(again)).toEqual(bare(filter))
      }),
    )
  })
  it('and no text whatever breaks the parser, or makes it lose its place', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab-:"\\,<>=5msk gap lint'.split('')), maxLength: 40 }),
        (text) => {
          const { filter, errors } = parseFilter(text)
          for (const { at, end } of [...filter, ...errors]) expect(at >= 0 && at < end && end <= text.length).toBe(true)
          const canonical = formatFilter(filter)
          expect(formatFilter(parseFilter(canonical).filter)).toBe(canonical)
        },
      ),
    )
  })
  it('a term is written as it was meant', () =>
    expect(parseFilter('-"a b" TYPE=x gap:5').filter.map(formatTerm)).toEqual(['-"a b"', 'type:x', 'gap=5ms']))
})

const session = (id: string, patch: Partial<SessionSummary>): SessionSummary => ({
  ...createSummary({ id, startedAt: 0 }),
  ...patch,
})
const sessions = [
  session('ses_1', {
    model: 'openai/gpt-5-nano',
    provider: 'openai',
    verdict: 'complete',
    status: 200,
    totalTokens: 1412,
  }),
  session('ses_2', { model: 'openai/gpt-5-nano', verdict: 'failed', error: 'upstream_error', status: 502 }),
  session('ses_3', {
    model: 'google/gemini',
    provider: 'phaseo',
    verdict: 'failed_mid_stream',
    simulated: true,
    status: 200,
    firstTokenMs: 912,
    attempts: [{ provider: 'azure', status: 429, outcome: 'failed', code: 'rate_limit_exceeded', atMs: 0, ms: 1 }],
  }),
]
const ids = (text: string) => sessions.filter((s) => matchesSession(parseFilter(text).filter, s)).map((s) => s.id)

const labels: Readonly<Record<string, SessionLabel>> = {
  ses_1: { name: 'Slow start of a stream', tags: ['bug'], note: 'A regression?', pinned: false },
  ses_2: { name: null, tags: ['bugfix', 'Rate limit'], note: null, pinned: true },
}
const labelledIds = (text: string) => {
  const { filter } = parseFilter(text)
  const linked = sessions.map((s) => (s.id === 'ses_3' ? { ...s, parent: 'ses_1' } : s))
  return linked.filter((s) => matchesSession(filter, s, labels[s.id])).map((s) => s.id)
}

describe('sessions', () => {
  it.each([
    ['', ['ses_1', 'ses_2', 'ses_3']],
    ['GPT', ['ses_1', 'ses_2']],
    ['gpt failed', ['ses_2']],
    ['upstream_error', ['ses_2']],
    ['502', ['ses_2']],
    ['"failed mid"', ['ses_3']],
    ['simul', ['ses_3']],
    ['-gpt', ['ses_3']],
    ['model:nano', ['ses_1', 'ses_2']],
    ['model:nano,gemini', ['ses_1', 'ses_2', 'ses_3']],
    ['provider:azure', ['ses_3']],
    ['verdict:failed', ['ses_2', 'ses_3']],
    ['verdict:failed-mid-stream', ['ses_3']],
    ['status:failed', ['ses_2', 'ses_3']],
    ['status:5xx', ['ses_2']],
    ['status:429', ['ses_3']],
    ['-status:failed', ['ses_1']],
    ['error:rate', ['ses_3']],
    ['error:*', ['ses_2', 'ses_3']],
    ['tokens>1k', ['ses_1']],
    ['tokens<1k', []],
    ['ttft>=912ms', ['ses_3']],
    ['-ttft>1s', ['ses_1', 'ses_2', 'ses_3']],
    ['gap>500ms gemini', ['ses_3']],
  ])('%j leaves %j', (text, expected) => expect(ids(text)).toEqual(expected))
  it.each([
    ['name:slow', ['ses_1']],
    ['-name:*', ['ses_2', 'ses_3']],
    ['tag:bug', ['ses_1']],
    ['tag:Bugfix,"rate limit"', ['ses_2']],
    ['tag:rate', []],
    ['tag:*', ['ses_1', 'ses_2']],
    ['pinned:yes', ['ses_2']],
    ['pinned:no', ['ses_1', 'ses_3']],
    ['id:ses_3', ['ses_3']],
    ['parent:ses_1', ['ses_3']],
    ['parent:*', ['ses_3']],
    ['regression', ['ses_1']],
    ['"start of" openai', ['ses_1']],
    ['bugfix', ['ses_2']],
  ])('%j asks what was said of them, and leaves %j', (text, expected) => expect(labelledIds(text)).toEqual(expected))
  it('are pinned or not', () =>
    expect(parseFilter('pinned:maybe').errors).toMatchObject([{ message: 'pinned is yes or no, not maybe.' }]))
  it('say which terms they cannot answer', () =>
    expect(filterNotes(parseFilter('gap>5 model:x lint:*').filter, 'sessions')).toEqual([
      'gap does not apply to sessions and is passed over.',
      'lint does not apply to sessions and is passed over.',
    ]))
})

const event = (type: string, extra: object = {}) => sse({ type, ...extra } as { type: string })
const frames = framesOf(
  [0, opened()],
  [1, sent({ model: 'm', input: 'Where is Łódź' })],
  [2, routed()],
  [3, attempted('openai')],
  [300, rejected({ status: 429, code: 'rate_limit_exceeded' })],
  [301, attempted('phaseo', 2)],
  [320, responded(200, 'text/event-stream')],
  [321, event('response.output_item.added', { output_index: 1, item: { id: 'msg_1', type: 'message' } })],
  [1000, event('response.output_text.delta', { output_index: 1, item_id: 'msg_1', delta: 'Hello' })],
  [1001, event('error', { code: 'server_error' })],
)
const seqs = (text: string) => {
  const matches = createFrameMatcher(parseFilter(text).filter, (seq) => (seq === 8 ? ['sequence_gap'] : []))
  return frames.filter(matches).map((frame) => frame.seq)
}

describe('frames', () => {
  it.each([
    ['', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['łódź', [1]],
    ['hello', [8]],
    ['type:output_text', [8]],
    ['type:delta,added', [7, 8]],
    ['item:1', [7, 8]],
    ['item:msg_1', [7, 8]],
    ['item:message', [7, 8]],
    ['item:0', []],
    ['dir:up', [0, 1, 3, 5]],
    ['dir:down -kind:received', [4, 6]],
    ['kind:text', [8]],
    ['kind:gateway,error', [0, 1, 2, 3, 4, 5, 6, 9]],
    ['kind:rejected', [4]],
    ['turn:1 type:delta', [8]],
    ['turn:2', []],
    ['lint:*', [8]],
    ['lint:gap', [8]],
    ['-lint:* type:delta', []],
    ['gap>250ms', [4, 8]],
    ['gap>250ms gap<0.5s', [4]],
    ['status:4xx', [4]],
    ['status:ok', [6]],
    ['provider:openai', [3, 4]],
    ['error:rate_limit', [4]],
    ['error:*', [4, 9]],
    ['model:gpt type:error', [9]],
    ['tokens>5 type:error', [9]],
  ])('%j leaves %j', (text, expected) => expect(seqs(text)).toEqual(expected))
  it('a JSON body is no event, and its error is still one', () => {
    const body = framesOf(
      [0, opened()],
      [1, responded(502, 'application/json')],
      [2, received('{"error":"upstream_error"}')],
    )
    expect(body.filter(createFrameMatcher(parseFilter('error:upstream').filter, () => [])).map((f) => f.seq)).toEqual([
      2,
    ])
  })
})

describe('both hops', () => {
  const said = (name: string) => upstream(`event: ${name}\ndata: {"type":"${name}"}\n\n`)
  const hops = framesOf(
    [0, opened()],
    [1, sent({})],
    [2, attempted('anthropic')],
    [3, responded(200, 'text/event-stream')],
    [900, said('content_block_delta')],
    [900, sse({ type: 'response.output_text.delta' })],
    [901, upstream('data: {"id":"c","object":"chat.completion.chunk"}\n\n')],
  )
  it.each([
    ['hop:upstream', [2, 4, 6]],
    ['hop:client', [0, 1, 3, 5]],
    ['hop:upstream,client', [0, 1, 2, 3, 4, 5, 6]],
    ['kind:upstream', [4, 6]],
    ['kind:gateway', [0, 1, 2, 3]],
    ['-kind:upstream dir:down', [3, 5]],
    ['dir:down', [3, 4, 5, 6]],
    ['type:content_block', [4]],
    ['type:chat.completion', [6]],
    ['type:delta hop:client', [5]],
    ['content_block_delta', [4]],
    ['gap>500ms', [4, 5]],
  ])('%j leaves %j', (text, expected) =>
    expect(hops.filter(createFrameMatcher(parseFilter(text).filter, () => [])).map((f) => f.seq)).toEqual(expected),
  )
  it('there is no third', () =>
    expect(parseFilter('hop:middle').errors).toMatchObject([{ message: 'hop is upstream or client, not middle.' }]))
})
