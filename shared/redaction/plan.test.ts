import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventData } from '#shared/open-responses/events'
import type { Frame, FrameBody } from '#shared/session/frame'
import { attempted, framesOf, opened, received, rejected, sent, sse, upstream } from '../../test/support/frames'
import { planRedaction } from './plan'
import { compileRules, noRules, type RedactionRules } from './rules'

const key = 'sk-proj-aB3dE6gH9jK2mN5pQ8rT1uV4wX7yZ0'
const unknown = 'q8Zt3vN1xLw0RkYc7Fd2Hs4Bm6'

const plain = (pattern: string) => (text: string) =>
  [...text.matchAll(new RegExp(pattern, 'g'))].map(({ 0: { length }, index }) => ({
    start: index,
    end: index + length,
  }))
const compile = (rules: Partial<RedactionRules>) => compileRules({ ...noRules, ...rules }, plain)

async function redact(bodies: readonly FrameBody[], rules: Partial<RedactionRules> = {}) {
  const frames = framesOf(...bodies.map((body, index) => [index, body] as const))
  const plan = await planRedaction(frames, compile(rules))
  const clean = frames.map(plan.clean)
  return { plan, frames, clean, text: JSON.stringify(clean) }
}

const textOf = (frame: Frame | undefined): string => (frame !== undefined && 'text' in frame ? frame.text : '')
const delta = (text: string, item = 'msg_1') =>
  sse({ type: 'response.output_text.delta', item_id: item, output_index: 0, content_index: 0, delta: text } as never)
const said = (frames: readonly Frame[]): string =>
  frames.map((frame) => (JSON.parse(eventData(textOf(frame))) as { delta: string }).delta).join('')

describe('a session without anything to mask', () => {
  it('stays byte for byte what it was', async () => {
    const bodies = [
      opened(),
      sent('{ "model": "m",  "input": "hi\\u0021" }'),
      attempted('openai'),
      delta('Hel'),
      delta('lo'),
    ]
    const { plan, frames, clean } = await redact(bodies)
    expect(clean).toEqual(frames)
    expect(plan).toMatchObject({ masked: [], counts: {}, blocked: [] })
  })
})

describe('credentials that were recorded elsewhere', () => {
  it('are masked in every part of a frame, and each place is told', async () => {
    const { plan, clean, text } = await redact([
      opened('http', { 'x-note': `see ${key}` }),
      sent({ input: [{ content: [{ text: key }] }] }),
      rejected({ message: `Incorrect key ${key}` }),
      upstream(JSON.stringify({ error: { message: key } })),
      received(`event: error\ndata: ${JSON.stringify({ type: 'error', message: key })}\n\n`),
    ])
    expect(text).not.toContain(key)
    expect(plan.counts).toEqual({ 'openai-key': 5 })
    expect(plan.masked).toEqual([
      { seq: 0, where: 'request.headers.x-note', start: 4, end: 4 + key.length, rule: 'openai-key' },
      { seq: 1, where: 'text.input[0].content[0].text', start: 0, end: key.length, rule: 'openai-key' },
      { seq: 2, where: 'failure.message', start: 14, end: 14 + key.length, rule: 'openai-key' },
      { seq: 3, where: 'text.error.message', start: 0, end: key.length, rule: 'openai-key' },
      { seq: 4, where: 'text.message', start: 0, end: key.length, rule: 'openai-key' },
    ])
    expect(textOf(clean[1])).toBe('{"input":[{"content":[{"text":"[redacted]"}]}]}')
  })
})

describe('a token that a model says in pieces', () => {
  it('is masked in each of them, and what is put together again is the masked text', async () => {
    const { plan, clean } = await redact([delta('Use sk-pro'), delta(key.slice(6, 20)), delta(`${key.slice(20)} now`)])
    expect(said(clean)).toBe('Use [redacted] now')
    expect(plan.counts).toEqual({ 'openai-key': 1 })
    expect(plan.masked.map(({ seq, start, end }) => [seq, start, end])).toEqual([
      [0, 4, 10],
      [1, 0, 14],
      [2, 0, key.length - 20],
    ])
  })
  it('however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 12 }), async (cuts) => {
        const whole = `My key: ${key}. Bye.`
        const places = [0, ...cuts.map((cut) => cut % whole.length).sort((a, b) => a - b), whole.length]
        const pieces = places.slice(1).map((to, index) => whole.slice(places[index], to))
        const { clean, plan } = await redact(pieces.map((piece) => delta(piece)))
        expect(said(clean)).toBe('My key: [redacted]. Bye.')
        expect(plan.blocked).toEqual([])
      }),
      { numRuns: 50 },
    )
  })
  it('is not made of the pieces of two texts', async () => {
    const { plan } = await redact([delta('sk-proj-aB3d'), delta('E6gH9jK2mN5pQ8rT1', 'msg_2')])
    expect(plan).toMatchObject({ counts: {}, blocked: [] })
  })
  it('also in the words of other wire formats, and of each hop for itself', async () => {
    const chunks = [key.slice(0, 9), key.slice(9)]
    const { text } = await redact([
      ...chunks.map((content) => upstream(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`)),
      ...chunks.map((content) =>
        upstream(`data: ${JSON.stringify({ type: 'content_block_delta', index: 0, delta: { text: content } })}\n\n`),
      ),
      ...chunks.map((content) =>
        upstream(`data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text: content }] } }] })}\n\n`),
      ),
    ])
    for (const chunk of chunks) expect(text).not.toContain(chunk)
  })
})

describe('what a user wants masked', () => {
  const body = { user: 'jane', input: [{ name: 'Jane', age: 42 }], metadata: { user: { id: 7 } }, text: 'ask Jane' }
  it('by the name of a field, whatever its value is', async () => {
    const { clean, plan } = await redact([sent(body)], { rules: [{ kind: 'field', path: 'user' }] })
    expect(JSON.parse(textOf(clean[0]))).toEqual({ ...body, user: '[redacted]', metadata: { user: '[redacted]' } })
    expect(plan.counts).toEqual({ 'field user': 2 })
  })
  it('by the end of a path', async () => {
    const rules = [{ kind: 'field', path: '$.input[*].age' }] as const
    expect(JSON.parse(textOf((await redact([sent(body)], { rules })).clean[0]))).toMatchObject({
      input: [{ name: 'Jane', age: '[redacted]' }],
      user: 'jane',
    })
  })
  it('by a text or a pattern', async () => {
    const rules = [
      { kind: 'literal', text: 'Jane' },
      { kind: 'pattern', pattern: 'j[a-z]+e' },
    ] as const
    const { clean, plan } = await redact([sent(body)], { rules })
    expect(JSON.parse(textOf(clean[0]))).toMatchObject({ user: '[redacted]', text: 'ask [redacted]' })
    expect(plan.counts).toEqual({ text: 2, 'pattern j[a-z]+e': 1 })
  })
  it('in headers, but never a field that frames are read by', async () => {
    const rules = ['text', 'kind', 'x-team'].map((path) => ({ kind: 'field', path }) as const)
    const { clean } = await redact([opened('http', { 'x-team': 'blue' }), sent('hello')], { rules })
    expect(clean).toMatchObject([
      { kind: 'opened', request: { headers: { 'x-team': '[redacted]' } } },
      { kind: 'sent', text: 'hello' },
    ])
  })
  it('all that was said: lengths, spaces and punctuation stay', async () => {
    const { clean, plan } = await redact(
      [sent({ model: 'gpt-5', input: [{ role: 'user', content: 'Hi, Zoë 👋 12!' }] }), delta('Hey!')],
      { texts: true },
    )
    expect(JSON.parse(textOf(clean[0]))).toEqual({
      model: 'gpt-5',
      input: [{ role: 'user', content: 'xx, xxx xx xx!' }],
    })
    expect(said(clean.slice(1))).toBe('xxx!')
    expect(plan.counts).toEqual({ texts: 2 })
  })
})

describe('a token that nobody has explained', () => {
  it('blocks, once, with its first place', async () => {
    const { plan } = await redact([sent({ input: `take ${unknown}` }), sent({ input: unknown })])
    expect(plan.blocked).toMatchObject([{ text: unknown, seq: 0, where: 'text.input', start: 5, times: 2 }])
  })
  it('also one that was said in pieces', async () => {
    const { plan } = await redact([delta(`a ${unknown.slice(0, 9)}`), delta(unknown.slice(9))])
    expect(plan.blocked).toMatchObject([{ text: unknown, seq: 0, where: 'text.delta', start: 2, times: 1 }])
  })
  it('until it is masked, or called harmless', async () => {
    const bodies = [sent({ input: unknown }), delta(unknown.slice(0, 9)), delta(unknown.slice(9))]
    const masked = await redact(bodies, { rules: [{ kind: 'literal', text: unknown }] })
    expect(masked.plan).toMatchObject({ blocked: [], counts: { text: 2 } })
    expect(masked.text).not.toContain(unknown.slice(9))
    const harmless = await redact(bodies, { harmless: [unknown] })
    expect(harmless.plan).toMatchObject({ blocked: [], counts: {} })
    expect(textOf(harmless.clean[0])).toContain(unknown)
  })
  it('unless its field says what it is', async () => {
    const { plan } = await redact([
      opened('http', { 'x-request-id': unknown, traceparent: unknown, 'cf-ray': unknown }),
      sent({
        previous_response_id: unknown,
        input: [{ type: 'reasoning', encrypted_content: unknown }, { image_url: `data:image/png;base64,${unknown}` }],
      }),
    ])
    expect(plan.blocked).toEqual([])
  })
})
