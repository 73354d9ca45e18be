import { describe, expect, it } from 'vitest'
import { isTerminal, type StreamEvent } from '#shared/open-responses/events'
import { walk } from '../../test/support/event-order'
import { playScenario } from './scenario'
import { defaultScenario, scenarioFor, scenarios } from './scenarios/index'
import type { Timeline } from './timeline'

const play = (
  name: string,
  attempt = 1,
  seed = 's',
  request: object = { model: 'gpt-5', input: 'Where is it?' },
): Timeline => {
  const scenario = scenarios.find((s) => s.name === name)
  if (!scenario) throw new Error(`no scenario ${name}`)
  return playScenario(scenario, { request: { ...request }, attempt, seed, now: 1_700_000_000 })
}
const eventsOf = (name: string, attempt = 1): StreamEvent[] => play(name, attempt).steps.map((s) => s.event)

const all = scenarios.flatMap(({ name }) => [[name, 1] as const, [name, 2] as const])

describe.each(all)('scenario %s, attempt %i', (name, attempt) => {
  const timeline = play(name, attempt)
  const events = timeline.steps.map((s) => s.event)

  it('begins with created and in_progress, once each', () => {
    if (events.length === 0) return expect(timeline.status >= 400 || timeline.ending !== 'end').toBe(true)
    expect(events.slice(0, 2).map((e) => e.type)).toEqual(['response.created', 'response.in_progress'])
    expect(events.filter((e) => /\.(created|in_progress)$/.test(e.type))).toHaveLength(2)
  })
  it('numbers its events from 0 without gaps, in time', () => {
    expect(events.every((e, i) => e['sequence_number'] === i)).toBe(true)
    expect(timeline.steps.every((s, i) => s.at >= (timeline.steps[i - 1]?.at ?? 0))).toBe(true)
  })
  it('opens items and parts before their deltas, and its deltas join to the whole', () => {
    expect(() => walk(events)).not.toThrow()
  })
  it('has at most one terminal event and nothing after it', () => {
    const terminals = events.flatMap((e, i) => (isTerminal(e.type) ? [i] : []))
    expect(terminals).toEqual(terminals.length === 0 ? [] : [events.length - 1])
  })
  it('ends with a snapshot of exactly the items that were finished', () => {
    const last = events.at(-1)?.['response'] as { output: unknown; usage: Record<string, number> | null } | undefined
    if (!last) return
    const { open, items } = walk(events)
    expect(last.output).toEqual(items)
    if (events.at(-1)?.type === 'response.failed') return
    expect(open).toEqual([])
    expect(last.usage?.['total_tokens']).toBe(
      (last.usage?.['input_tokens'] ?? 0) + (last.usage?.['output_tokens'] ?? 0),
    )
  })
  it('names one response throughout, with ids of its own for every item', () => {
    const ids = events.flatMap((e) => (e['response'] ? [(e['response'] as { id: string }).id] : []))
    expect(new Set(ids).size).toBeLessThanOrEqual(1)
    const items = walk(events).items.map((i) => i.id)
    expect(new Set(items).size).toBe(items.length)
  })
  it('is the same for the same seed, another for another', () => {
    expect(play(name, attempt)).toEqual(timeline)
    if (events.length > 0) expect(play(name, attempt, 'other')).not.toEqual(timeline)
  })
})

describe('a scenario does what its title says', () => {
  const lastOf = (name: string, attempt = 1) => eventsOf(name, attempt).at(-1)?.type
  it.each([
    ['reply', 'response.completed'],
    ['incomplete', 'response.incomplete'],
    ['fail-mid-stream', 'response.failed'],
    ['error-event', 'error'],
    ['cut', 'response.output_text.delta'],
    ['no-terminal-event', 'response.output_text.delta'],
    ['stall', 'response.output_text.delta'],
  ])('%s ends with %s', (name, type) => expect(lastOf(name)).toBe(type))
  it.each([
    ['cut', 'reset'],
    ['half-event', 'reset_in_event'],
    ['no-terminal-event', 'end'],
    ['stall', 'hang'],
    ['no-answer', 'hang'],
    ['connection-reset', 'reset'],
  ])('%s: the connection will %s', (name, ending) => expect(play(name).ending).toBe(ending))
  it.each([
    ['bad-parameter', 400],
    ['bad-key', 401],
    ['payment-required', 402],
    ['region-forbidden', 403],
    ['model-missing', 404],
    ['rate-limited', 429],
    ['server-error', 500],
    ['not-json', 502],
    ['overloaded', 503],
  ])('%s answers %i and streams nothing', (name, status) => {
    expect([play(name).status, play(name).steps.length]).toEqual([status, 0])
  })
  it('fallback refuses first and serves then', () => {
    expect([play('fallback', 1).status, play('fallback', 2).status]).toEqual([429, 200])
    expect(play('fallback', 1).headers).toEqual({ 'retry-after': '12' })
  })
  it('the loads have the number of events they promise', () => {
    expect([eventsOf('long-output').length, eventsOf('burst').length]).toEqual([5_000, 10_000])
    expect(play('burst').steps.at(-1)?.at).toBe(0)
  })
  it('an incomplete answer has an incomplete item and says why', () => {
    expect(eventsOf('incomplete').at(-1)?.['response']).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output: [{ type: 'message', status: 'incomplete' }],
    })
  })
  it('a reply quotes what was asked, and repeats the settings', () => {
    const asked = [{ role: 'user', content: [{ type: 'input_text', text: 'Why?' }] }]
    const timeline = play('reply', 1, 's', { model: 'm', input: asked, temperature: 0.5 })
    expect(timeline.steps.at(-1)?.event['response']).toMatchObject({
      model: 'm',
      temperature: 0.5,
      status: 'completed',
    })
    expect(JSON.stringify(timeline.steps.at(-1))).toContain('You asked: “Why?”')
  })
})

describe('the scenario is chosen by the request', () => {
  const chosen = (request: Record<string, unknown>) => scenarioFor(request, { scenario: null, model: '' }).name
  it('metadata first, then the model, then a plain reply', () => {
    expect(chosen({ model: 'cut', metadata: { gatescope_scenario: 'burst' } })).toBe('burst')
    expect(chosen({ model: 'cut', metadata: { gatescope_scenario: 'nonsense' } })).toBe('cut')
    expect(chosen({ model: 'cut', metadata: null })).toBe('cut')
    expect(chosen({ model: 'gpt-5' })).toBe(defaultScenario)
    expect(chosen({})).toBe('reply')
  })
  it('names are unique', () => expect(new Set(scenarios.map((s) => s.name)).size).toBe(scenarios.length))
})
