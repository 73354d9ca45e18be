import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { playScenario } from '../../../gateway/simulator/scenario'
import { scenarios } from '../../../gateway/simulator/scenarios/index'
import {
  closed,
  ended,
  framesOf,
  message,
  opened,
  received,
  responded,
  sent,
  sse,
  type Moment,
} from '../../../test/support/frames'
import type { StreamEvent } from '#shared/open-responses/events'
import { lintCodes, meaningOf, type LintCode } from './findings'
import { createLint } from './lint'

type Event = { type: string; [field: string]: unknown }

const play = (name: string): StreamEvent[] => {
  const scenario = scenarios.find((s) => s.name === name)
  if (!scenario) throw new Error(`no scenario ${name}`)
  const request = { model: 'gpt-5', input: 'Where is it?' }
  return playScenario(scenario, { request, attempt: 2, seed: 's', now: 1_700_000_000 }).steps.map((s) => s.event)
}
const healthy = play('fallback') as Event[]

function lint(events: readonly Event[], tail: readonly Moment[] = [], input = 'x', socket = false) {
  const { value, apply } = createLint()
  const head: Moment[] = [
    [0, opened(socket ? 'websocket' : 'http')],
    [1, sent({ input })],
  ]
  if (!socket) head.push([2, responded(200, 'text/event-stream')])
  const body = events.map((event, i): Moment => [3 + i, socket ? message(event) : sse(event)])
  framesOf(...head, ...body, ...tail).forEach(apply)
  return value
}
const codes = (...args: Parameters<typeof lint>) => lint(...args).findings.map((finding) => finding.code)

describe('a healthy stream has no finding', () => {
  it.each(scenarios.map((s) => s.name).filter((name) => name !== 'unknown-event'))('%s', (name) => {
    const events = play(name)
    const done: Moment = [
      9e9,
      ended(events.some((e) => /completed|incomplete|failed|error/.test(e.type)) ? 'complete' : 'aborted', ''),
    ]
    expect(lint(events as Event[], [done, [9e9, closed('gateway')]]).findings).toEqual([])
  })
  it('nor over a socket, whose numbers begin anew with each turn', () => {
    const { value, apply } = createLint()
    const turn = (n: number): Moment[] => [
      [n, sent({}, n)],
      ...healthy.map((e): Moment => [n, message(e, n)]),
      [n, ended('complete', '', n)],
    ]
    framesOf([0, opened('websocket')], ...turn(1), ...turn(2), [3, closed('client')]).forEach(apply)
    expect(value.findings).toEqual([])
  })
  it('nor a turn that only prepares state, which has no usage to tell', () => {
    const { value, apply } = createLint()
    const done = { type: 'response.completed', response: { id: 'r', output: [], usage: null } } as Event
    framesOf([0, opened('websocket')], [1, sent({ generate: false })], [2, message(number(done, 0))]).forEach(apply)
    expect(value.findings).toEqual([])
  })
  it('nor one that ends in an error and the response that failed of it', () =>
    expect(
      codes([...healthy.slice(0, 8), number({ type: 'error' }, 8), number({ type: 'response.failed' }, 9)]),
    ).toEqual([]))
  it('nor comments, [DONE], or a body that is no stream', () => {
    expect(
      codes(
        [],
        [
          [1, received(': ping\n\n')],
          [2, received('data: [DONE]\n\n')],
        ],
      ),
    ).toEqual([])
    const { value, apply } = createLint()
    framesOf([0, opened()], [1, sent({})], [2, responded(200)], [3, received('{"type":"x"}')]).forEach(apply)
    expect(value.findings).toEqual([])
  })
})

const number = (event: Event, n: number): Event => ({ ...event, sequence_number: n })
const renumber = (events: readonly Event[]) => events.map((event, i) => number(event, i))
const at = (type: string) => healthy.findIndex((event) => event.type === `response.${type}`)
const without = (type: string) => renumber(healthy.filter((_, i) => i !== at(type)))
const changed = (type: string, patch: object) =>
  healthy.map((event, i) => (i === at(type) ? { ...event, ...patch } : event))
const last = healthy.at(-1) as Event
const fffd = { delta: 'caf\uFFFD' }

type Planted = { readonly name: string; readonly events: Event[]; readonly tail?: Moment[] }

const plantedRows: Readonly<Record<LintCode, readonly (readonly [string, Event[], Moment[]?])[]>> = {
  sequence_gap: [
    ['an event is lost', healthy.filter((_, i) => i !== at('in_progress'))],
    ['the first is not 0', healthy.slice(0, 1).map((e) => number(e, 4))],
  ],
  sequence_repeat: [['an event comes twice', [healthy[0], healthy[1], healthy[1]] as Event[]]],
  delta_mismatch: [
    ['a delta is lost', without('output_text.delta')],
    ['another text of the same length', changed('function_call_arguments.delta', { delta: '{"order!"' })],
  ],
  item_unclosed: [['its done is lost', without('output_item.done')]],
  part_unclosed: [
    ['its done is lost', without('content_part.done')],
    ['of a summary', without('reasoning_summary_part.done')],
  ],
  done_without_added: [
    ['an item', without('output_item.added')],
    ['a part', without('content_part.added')],
  ],
  event_after_terminal: [['a delta', [...healthy, number({ type: 'response.output_text.delta' }, healthy.length)]]],
  second_terminal: [['completed twice', [...healthy, number(last, healthy.length)]]],
  missing_terminal: [
    ['cut', healthy.slice(0, -1), [[999, ended('cut', '')]]],
    ['closed', healthy.slice(0, 3), [[999, closed('upstream')]]],
  ],
  unknown_event: [['in the middle', play('unknown-event') as Event[]]],
  unreadable_event: [['broken JSON', healthy.slice(0, 2), [[9, received('event: x\ndata: {"a":\n\n')]]]],
  id_changed: [
    ['of the response', changed('in_progress', { response: { id: 'resp_other' } })],
    ['of an item', changed('output_text.delta', { item_id: 'msg_other' })],
    [
      'of a call',
      changed('output_item.done', { item: { ...(healthy[at('output_item.done')]?.['item'] as object), id: 'x' } }),
    ],
  ],
  index_not_dense: [['one is left out', changed('output_item.added', { output_index: 3 })]],
  replacement_character: [['in a delta', changed('output_text.delta', fffd)]],
  usage_missing: [
    ['null', [...healthy.slice(0, -1), { ...last, response: { ...(last['response'] as object), usage: null } }]],
  ],
}

const planted = (code: LintCode): Planted[] =>
  plantedRows[code].map(([name, events, tail]) => ({ name, events, ...(tail === undefined ? {} : { tail }) }))

describe.each(Object.keys(lintCodes) as LintCode[])('%s', (code) => {
  it.each(planted(code))('is found when it is planted: $name', ({ events, tail = [] }) => {
    const { findings } = lint(events, tail)
    expect(findings.map((finding) => finding.code)).toContain(code)
    for (const finding of findings) {
      expect(finding.sentence).toMatch(/^[A-Z a-z].*\.$/s)
      expect(meaningOf(finding.code).length).toBeGreaterThan(10)
    }
  })
})

describe('findings', () => {
  it('name the frame where they show', () => {
    const { findings, bySeq } = lint(healthy.filter((_, i) => i !== at('in_progress')))
    expect(findings[0]).toMatchObject({ code: 'sequence_gap', seq: 4, turn: 1, severity: 'warning' })
    expect(findings[0]?.sentence).toBe('sequence_number jumps from 0 to 2.')
    expect(bySeq.get(4)).toEqual([findings[0]])
  })
  it('do not blame an answer for what the request held', () => {
    const events = changed('output_text.delta', fffd)
    expect(codes(events, [], 'caf\uFFFD')).toEqual(['delta_mismatch'])
  })
  it('a client that goes away leaves no fault behind', () =>
    expect(
      codes(healthy.slice(0, 5), [
        [9, ended('aborted', '')],
        [9, closed('client')],
      ]),
    ).toEqual([]))
  it('a stream of nothing but faults is counted whole and kept in part', () => {
    const value = lint(Array.from({ length: 5_000 }, () => number({ type: 'x' }, 0)))
    expect(value.count).toBe(9_999)
    expect(value.findings.length).toBe(2_000)
  })
})

describe('whatever comes', () => {
  it('it does not throw, and cutting the deltas differently changes nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 8 }), { minLength: 1, maxLength: 8 }), (pieces) => {
        const text = pieces.join('')
        fc.pre(!text.includes('\uFFFD'))
        const place = { output_index: 0, content_index: 0, item_id: 'm' }
        const events = renumber([
          { type: 'response.created', response: { id: 'r' } },
          { type: 'response.output_item.added', output_index: 0, item: { id: 'm', type: 'message' } },
          { type: 'response.content_part.added', ...place },
          ...pieces.map((delta) => ({ type: 'response.output_text.delta', ...place, delta })),
          { type: 'response.output_text.done', ...place, text },
          { type: 'response.content_part.done', ...place },
          { type: 'response.output_item.done', output_index: 0, item: { id: 'm', type: 'message' } },
          { type: 'response.completed', response: { id: 'r', usage: {} } },
        ])
        expect(codes(events)).toEqual([])
      }),
    )
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            type: fc.constantFrom(...healthy.map((e) => e.type)),
            output_index: fc.jsonValue(),
            item: fc.jsonValue(),
            delta: fc.jsonValue(),
            sequence_number: fc.jsonValue(),
            response: fc.jsonValue(),
          }),
        ),
        (events) => {
          expect(() => lint(events)).not.toThrow()
        },
      ),
    )
  })
})
