import { describe, expect, it } from 'vitest'
import {
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
import { SessionText } from './session-text'

function read(...bodies: readonly Moment[1][]) {
  const text = new SessionText()
  for (const frame of framesOf(...bodies.map((body, at): Moment => [at, body]))) text.apply(frame)
  return text.read()
}
const delta = (text: string, index = 0) =>
  ({ type: 'response.output_text.delta', output_index: index, content_index: 0, delta: text }) as const

describe('what can be searched of a session', () => {
  it('a request without its escapes, without what all requests say, and without data', () => {
    const { request } = read(
      opened(),
      sent({
        instructions: 'Say "hello"\nin é',
        input: [
          { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Where?' }] },
          { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
        ],
      }),
    )
    expect(request).toBe('/v1/responses\nSay "hello"\nin é\nWhere?')
  })
  it('a request that is no JSON as it is', () => {
    expect(read(opened(), sent('{"model": half')).request).toContain('{"model": half')
  })
  it('a word that came in two deltas', () => {
    const { answer } = read(opened(), responded(200, 'text/event-stream'), sse(delta('Rotter')), sse(delta('dam')))
    expect(answer).toBe('Rotterdam')
  })
  it('each turn of a socket for itself', () => {
    const { answer } = read(opened('websocket'), message(delta('one'), 1), message(delta('two'), 2))
    expect(answer).toBe('one\ntwo')
  })
  it('a whole body', () => {
    const output = [{ type: 'message', content: [{ type: 'output_text', text: 'Hello.' }] }]
    expect(read(opened(), responded(200), received(JSON.stringify({ output }))).answer).toBe('Hello.')
  })
  it('what went wrong: refusals on the way, error bodies, error events, a cut', () => {
    const refused = { error: 'upstream_error', description: 'Nobody answered.' }
    const failed = { type: 'response.failed', response: { error: { code: 'server_error', message: 'Overloaded.' } } }
    expect(
      read(
        opened(),
        attempted('openai'),
        rejected({ code: 'rate_limited', message: 'Slow down.' }),
        responded(502),
        received(JSON.stringify(refused)),
      ).error.split('\n'),
    ).toEqual(['upstream_non_2xx', 'rate_limited', 'Slow down.', 'upstream_error', 'Nobody answered.'])
    expect(read(opened(), responded(200, 'text/event-stream'), sse(failed)).error).toBe('server_error\nOverloaded.')
    expect(read(opened(), ended('cut', 'The upstream closed.')).error).toBe('The upstream closed.')
    expect(read(opened(), ended('complete', 'Fine.'), closed()).error).toBe('')
  })
  it('the models and the providers', () => {
    expect(read(opened(), routed(1, 'openai/gpt-5'), attempted('openai')).model).toBe('openai/gpt-5\ngpt-5\nopenai')
  })
  it('no more than a megabyte of each, however it is nested', () => {
    const deep = `${'['.repeat(50_000)}"x"${']'.repeat(50_000)}`
    const { request } = read(opened(), sent(deep), sent('a word '.repeat(300_000)))
    expect(request.length).toBe(1 << 20)
  })
})
