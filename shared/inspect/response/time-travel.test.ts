import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { playScenario } from '../../../gateway/simulator/scenario'
import { scenarios } from '../../../gateway/simulator/scenarios/index'
import { framesOf, opened, responded, sent, sse, type Moment as At } from '../../../test/support/frames'
import { isTerminal, type StreamEvent } from '#shared/open-responses/events'
import { field } from '#shared/json'
import { changedFields, changedWithin, foldChange, foldEvent, spellPath } from './fold-event'
import { responseLines } from './lines'
import { createTimeTravel, momentAt, setterOf, type Moment, type Track } from './time-travel'

const play = (name: string): StreamEvent[] => {
  const scenario = scenarios.find((s) => s.name === name)
  if (!scenario) throw new Error(`no scenario ${name}`)
  return playScenario(scenario, {
    request: { model: 'gpt-5', input: 'Where?' },
    attempt: 2,
    seed: 's',
    now: 1_700_000_000,
  }).steps.map((s) => s.event)
}

function travel(events: readonly StreamEvent[]) {
  const { value, apply } = createTimeTravel()
  const frames = framesOf(
    [0, opened()],
    [0, sent({})],
    [0, responded(200, 'text/event-stream')],
    ...events.map((e): At => [1, sse(e)]),
  )
  frames.forEach(apply)
  const track = value.get(1) as Track
  const textOf = (seq: number) => (frames[seq]?.kind === 'received' ? frames[seq].text : '')
  const at = (index: number) => momentAt(track, index, textOf) as Moment
  return { track, at, textOf }
}

it('a moment waits for the texts on the way to it', () => {
  const { track, textOf } = travel(play('fallback'))
  expect(momentAt(track, 10, (seq) => (seq === track.seqs[4] ? null : textOf(seq)))).toBeNull()
  expect(momentAt(track, 3, (seq) => (seq === track.seqs[4] ? null : textOf(seq)))).toMatchObject({ index: 3 })
})

it('a long turn keeps few checkpoints, and every moment of it is still found', () => {
  const deltas = Array.from({ length: 40_000 }, (_, i) => ({ type: 'response.output_text.delta', delta: `${i % 10}` }))
  const { track, at } = travel(deltas)
  expect(track.checkpoints.length).toBeLessThanOrEqual(32)
  for (const index of [0, 499, 500, 15_999, 16_000, 31_234, 39_998]) {
    const { output } = at(index).response as { output: { content: { text: string }[] }[] }
    expect(output[0]?.content[0]?.text.length).toBe(index + 1)
  }
})

const streams = scenarios.map((s) => s.name).filter((name) => play(name).length > 0)

describe.each(streams)('scenario %s', (name) => {
  const events = play(name)
  const { track, at } = travel(events)
  const last = events.length - 1
  const terminal = events[last]
  it('ends with the response of its terminal event', () => {
    if (!terminal || !isTerminal(terminal.type) || terminal.type === 'error')
      return expect(track.seqs.length).toBe(events.length)
    expect(at(last).response).toEqual(terminal['response'])
  })
  it('had put the output together before that event told it', () => {
    if (terminal?.type !== 'response.completed') return
    expect(field(at(last - 1).response, 'output')).toEqual(field(terminal['response'], 'output'))
  })
  it('reaches every moment as if it had been played to it', () => {
    const spots = [0, 1, Math.floor(last / 2), Math.min(last, 499), Math.min(last, 500), last]
    for (const index of spots) {
      const whole = events.slice(0, index + 1).reduce((response: unknown, event) => foldEvent(response, event), null)
      expect(at(index).response).toEqual(whole)
      expect(at(index).index).toBe(index)
    }
  })
  it('names for each field an event that was there', () => {
    for (const seq of at(last).setBy.values()) expect(track.seqs).toContain(seq)
  })
})

describe('where a field comes from', () => {
  const events = play('fallback')
  const { track, at } = travel(events)
  const seqOf = (type: string, after = 0) => track.seqs[events.findIndex((e, i) => i >= after && e.type === type)]
  it('text comes from its last delta, not from the events that repeat it', () => {
    const lastDelta = events.map((e) => e.type).lastIndexOf('response.output_text.delta')
    expect(setterOf(at(events.length - 1), 'output[1].content[0].text')).toBe(track.seqs[lastDelta])
  })
  it('an id from the first event that told it', () =>
    expect(setterOf(at(events.length - 1), 'id')).toBe(seqOf('response.created')))
  it('a whole item from the last event within', () => {
    const done = events.findIndex((e) => e.type === 'response.output_item.done' && e['output_index'] === 1)
    expect(setterOf(at(done), 'output[1]')).toBe(track.seqs[done])
    expect(setterOf(at(done), 'output[7]')).toBeNull()
  })
  it('a moment says what changed in it', () => {
    const delta = events.findIndex((e) => e.type === 'response.output_text.delta')
    expect(at(delta).changed).toEqual(['output[1].content[0].text'])
  })
  it('the slider has a tick where an item opens', () =>
    expect(track.opens.map((i) => events[i]?.type)).toEqual(Array(3).fill('response.output_item.added')))
})

describe('whatever comes', () => {
  it('an index of somebody else’s costs no memory', () => {
    const event = { type: 'response.output_item.added', output_index: 4e9, item: {} }
    expect(foldEvent({ output: [] }, event)).toEqual({ output: [] })
  })
  it('nothing breaks the fold, and it leaves what it was given alone', () => {
    const types = [
      ...new Set([...play('fallback'), ...play('refusal')].map((e) => e.type)),
      'error',
      'response.web_search_call.searching',
    ]
    const event = fc.record({
      type: fc.constantFrom(...types),
      output_index: fc.jsonValue(),
      content_index: fc.jsonValue(),
      item: fc.jsonValue(),
      part: fc.jsonValue(),
      delta: fc.jsonValue(),
      response: fc.jsonValue(),
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), fc.jsonValue(), (list, start) => {
        const before = JSON.stringify(start)
        const end = list.reduce((response: unknown, e) => foldEvent(response, e as StreamEvent), start as unknown)
        expect(JSON.stringify(start)).toBe(before)
        expect(() => responseLines(end, changedFields(null, end).map(spellPath), false)).not.toThrow()
      }),
    )
  })
  it('where an event changed something is all that has to be looked at', () => {
    for (const name of streams) {
      let before: unknown = null
      for (const event of play(name)) {
        const { response, path } = foldChange(before, event)
        expect(changedWithin(before, response, path)).toEqual(changedFields(before, response))
        before = response
      }
    }
  })
  it('what differs is found, and only that', () => {
    expect(changedFields({ a: 1, b: { c: [1, 2] } }, { a: 1, b: { c: [1, 3, {}] } }).map(spellPath)).toEqual([
      'b.c[1]',
      'b.c[2]',
    ])
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(changedFields(value, JSON.parse(JSON.stringify(value)))).toEqual([])
      }),
    )
  })
})

describe('lines', () => {
  const long = 'x'.repeat(300)
  const response = {
    tools: [],
    id: 'resp_1',
    output: [
      { type: 'reasoning', summary: [] },
      { type: 'message', status: 'in_progress', content: [{ text: long }] },
    ],
    usage: null,
  }
  const shown = (changed: string[], all = false) => responseLines(response, changed, all)
  it('what is finished or only repeated is folded away', () => {
    expect(
      shown([])
        .map((line) => line.text)
        .slice(0, 4),
    ).toEqual(['{', '"id": "resp_1",', '"output": [', '{ reasoning },'])
    expect(shown([]).at(-2)?.text).toBe('… 1 more fields')
    expect(shown([], true).some((line) => line.text === '"tools": []')).toBe(true)
  })
  it('the line of a changed field says so, and shows the end of a long text', () => {
    const line = shown(['output[1].content[0].text']).find((l) => l.changed)
    expect(line?.path).toBe('output[1].content[0].text')
    expect(line?.text.startsWith('"text": "… xxx')).toBe(true)
    expect(
      shown([])
        .find((l) => l.path === line?.path)
        ?.text.endsWith('x …"'),
    ).toBe(true)
  })
})
