import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closeJson, parsePaste } from './repair'

const value = (text: string) => parsePaste(text).value

describe('a paste is read as far as it goes', () => {
  it.each<readonly [string, string, unknown]>([
    ['JSON', '{"error":"x"}', { error: 'x' }],
    ['a byte order mark before it', '\uFEFF{"error":"x"}', { error: 'x' }],
    ['cut inside a text', '{"error":"x","message":"The pro', { error: 'x', message: 'The pro' }],
    ['cut inside an escape', String.raw`{"error":"x","message":"a\u00`, { error: 'x', message: 'a' }],
    ['cut behind a backslash', '{"message":"a\\', { message: 'a' }],
    ['cut inside a key', '{"error":"x","mess', { error: 'x' }],
    ['cut behind a colon', '{"error":"x","message":', { error: 'x' }],
    ['cut inside a word', '{"error":"x","ok":fal', { error: 'x' }],
    ['cut inside a list', '{"failed_statuses":[403,42', { failed_statuses: [403, 42] }],
    ['cut behind a comma', '{"a":{"b":1},', { a: { b: 1 } }],
    ['the wrong bracket', '{"a":{"b":1]}', { a: { b: 1 } }],
    ['a log line around it', '2026-11-24 [warn] call failed: {"error":"x"} (retrying)', { error: 'x' }],
    ['a cut log line', '[2026-11-24] ERROR {"error":"x","message":"y', { error: 'x', message: 'y' }],
    ['escaped JSON', String.raw`{\"error\":\"x\"}`, { error: 'x' }],
    [
      'what Python prints',
      "Error code: 429 - {'error': {'message': \"it's slow\", 'param': None, 'ok': False}}",
      { error: { message: "it's slow", param: null, ok: false } },
    ],
    ['JSON lines', '{"a":1}\n{"b":2}\n{"c', [{ a: 1 }, { b: 2 }]],
    [
      'an event stream, cut',
      'event: error\ndata: {"type":"error","message":"a"}\n\ndata: {"type":"error","me',
      [{ type: 'error', message: 'a' }, { type: 'error' }],
    ],
  ])('%s', (_name, text, wanted) => expect(value(text)).toEqual(wanted))
  it.each(['', 'no JSON at all', '[warn] nothing', '{}{', '{"a'])('%j holds nothing', (text) =>
    expect(value(text)).toBeUndefined(),
  )
  it('a status line and a Retry-After that were copied along', () => {
    const pasted = 'HTTP/1.1 502 Bad Gateway\r\nretry-after: 3\r\n\r\n{"error":"upstream_error"}'
    expect(parsePaste(pasted)).toMatchObject({ status: 502, retryAfterMs: 3000, value: { error: 'upstream_error' } })
  })
  it('every repair is named', () => {
    expect(parsePaste('x {"a":1}').trail).toEqual(['text around JSON'])
    expect(parsePaste('{"a":1,').trail).toEqual(['cut or broken JSON, read as far as it goes'])
    expect(parsePaste("{'a':1}").trail).toEqual(['Python’s spelling'])
  })
})

describe('cut anywhere, JSON gives a part of what it was', () => {
  const isPart = (part: unknown, whole: unknown): boolean => {
    if (typeof part === 'string')
      return typeof whole === 'string' && whole.startsWith(part.replace(/[\uD800-\uDFFF]$/, ''))
    if (typeof part === 'number')
      return typeof whole === 'number' && String(whole).startsWith(String(part).replace(/\.?0*$/, ''))
    if (Array.isArray(part)) return Array.isArray(whole) && part.every((one, i) => isPart(one, whole[i]))
    if (typeof part !== 'object' || part === null) return part === whole
    const entries = Object.entries(part)
    return entries.every(([key, inner]) => isPart(inner, (whole as Record<string, unknown>)[key]))
  }
  const leaf = fc.oneof(fc.string(), fc.boolean(), fc.constant(null), fc.integer())
  const json = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie('node'), { maxKeys: 4 }),
    ),
  })).node
  it('never more than was there', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json, { minKeys: 1 }), fc.nat(), (whole, at) => {
        const text = JSON.stringify(whole)
        const part = closeJson(text.slice(0, 1 + (at % text.length)))
        expect(part === undefined || isPart(part, JSON.parse(text))).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})
