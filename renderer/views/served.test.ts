import { describe, expect, it } from 'vitest'
import type { FrameBody } from '#shared/session/frame'
import {
  answered,
  attempted,
  opened,
  received,
  rejected,
  responded,
  routed,
  sent,
  sse,
  summarise,
  upstream,
  type Moment,
} from '../../test/support/frames'
import { readDetour } from './served'
import { saySession } from './verdict'

const model = 'openai/gpt-5'
const at = (...bodies: FrameBody[]): Moment[] => bodies.map((body, index) => [index, body])
const serve = (request: object, told: object, ...between: FrameBody[]) =>
  summarise(
    ...at(
      opened(),
      sent({ model, ...request }),
      routed(),
      attempted('openai'),
      ...between,
      answered(),
      responded(200),
      received(JSON.stringify({ object: 'response', model, ...told })),
    ),
  )

describe('the badge of a row', () => {
  it('is none where all is as it was asked for', () => {
    expect(readDetour(serve({}, {}))).toBeNull()
  })
  it('says that an alias was taken, a provider pinned or a ranking chosen', () => {
    expect(readDetour(serve({ model: 'gpt' }, {}))).toMatchObject({
      badge: 'alias',
      words: 'gpt was taken for openai/gpt-5.',
    })
    expect(readDetour(serve({ model: `azure:${model}` }, {}))?.badge).toBe('pinned')
    expect(readDetour(serve({ model: `${model}:fast` }, {}))?.badge).toBe('preset')
  })
  it('says that somebody failed before', () => {
    const failing = summarise(
      ...at(
        opened(),
        sent({ model }),
        routed(),
        attempted('openai'),
        rejected({ status: 429 }),
        attempted('azure', 2),
        answered(2),
        responded(200),
        received('{}'),
      ),
    )
    expect(readDetour(failing)).toMatchObject({ reason: 'fallback', words: 'Served by azure after others had failed.' })
  })
  it('says that the provider answered as another model, of which the client is told nothing', () => {
    const moved = serve({}, {}, upstream('{"id":"r","model":"gpt-4.1-mini","output":[]}'))
    expect(readDetour(moved)).toMatchObject({
      badge: 'other model',
      words: 'openai was asked for gpt-5 and answered as gpt-4.1-mini.',
    })
    expect(saySession(moved)).toContain('served by openai, other model')
  })
  it.each(['gpt-5', 'gpt-5-2025-08-07', 'openai/GPT-5', 'gpt-5@20250807', 'models/gpt-5-001'])(
    'does not take %s for another model than gpt-5',
    (name) => {
      expect(readDetour(serve({}, {}, upstream(JSON.stringify({ model: name }))))).toBeNull()
    },
  )
  it('says that it was another service tier, where one was asked for', () => {
    expect(readDetour(serve({ service_tier: 'flex' }, { service_tier: 'default' }))).toMatchObject({
      badge: 'other tier',
      words: 'Asked for the service tier flex, served on default.',
    })
    expect(readDetour(serve({ service_tier: 'auto' }, { service_tier: 'default' }))).toBeNull()
    expect(readDetour(serve({ service_tier: 'default' }, { service_tier: 'standard' }))).toBeNull()
    expect(readDetour(serve({}, { service_tier: 'priority' }))).toBeNull()
  })
  it('is none while nobody has answered', () => {
    expect(readDetour(summarise(...at(opened(), sent({ model: 'gpt' }), routed(), attempted('openai'))))).toBeNull()
  })
})

describe('what a provider calls itself', () => {
  it.each([
    ['an event of the API', 'data: {"type":"response.created","response":{"model":"other"}}\n\n'],
    ['a chat chunk', 'data: {"object":"chat.completion.chunk","model":"other","choices":[]}\n\n'],
    ['the start of a message', 'event: message_start\ndata: {"type":"message_start","message":{"model":"other"}}\n\n'],
    ['a piece of generated content', 'data: {"candidates":[],"modelVersion":"other"}\n\n'],
    ['a websocket message', '{"type":"response.created","response":{"model":"other"}}'],
  ])('is read from %s', (_name, text) => {
    expect(serve({}, {}, upstream('data: {"choices":[]}\n\n'), upstream(text)).served).toBe('other')
  })
  it('of an attempt that failed says nothing of the one that served', () => {
    const first = at(opened(), sent({ model }), routed(), attempted('openai'), upstream('{"model":"other"}'))
    const then = at(rejected({ status: 500 }), attempted('azure', 2), answered(2), responded(200, 'text/event-stream'))
    const end = at(sse({ type: 'response.completed' }))
    expect(summarise(...first, ...then, ...end).served).toBeNull()
  })
})
