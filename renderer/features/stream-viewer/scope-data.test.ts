import { expect, test } from 'vitest'
import type { FrameBody } from '#shared/session/frame'
import { framesOf, logOf } from '../../state/frame-log.fixture'
import { cellOf, readScope } from './scope-data'

const opened: FrameBody = { kind: 'opened', transport: 'websocket', request: { method: 'GET', path: '/', headers: {} } }
const delta: FrameBody = { kind: 'received', turn: 1, text: '{"type":"response.output_text.delta"}', out: 0 }

const fold = (list: readonly (readonly [number, FrameBody])[]) =>
  readScope(
    logOf(
      framesOf(
        list.map(([, body]) => body),
        (seq) => list[seq]?.[0] ?? 0,
      ),
    ),
  )

test('no event is lost when the time axis is folded', () => {
  const data = fold([[0, opened], ...Array.from({ length: 3000 }, (_, i) => [i * 7, delta] as const)])
  expect(data.buckets.length).toBeLessThanOrEqual(512)
  expect(data.buckets.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(3000)
  expect(data.width * data.buckets.length).toBeGreaterThanOrEqual(2999 * 7)
})

test('the trigger is the first token, the longest wait is named', () => {
  const data = fold([
    [0, opened],
    [900, delta],
    [910, delta],
    [1700, delta],
    [1800, delta],
  ])
  expect(data.firstToken).toBe(900)
  expect(data.longest).toEqual({ from: 910, to: 1700, seq: 3 })
})

test('a failed attempt ends where it was rejected', () => {
  const request = { method: 'POST', url: 'http://x', headers: {}, body: '' }
  const failure = {
    type: 'upstream_non_2xx',
    status: 429,
    code: null,
    message: null,
    description: null,
    param: null,
    preview: null,
    retryAfterSeconds: null,
  } as const
  const data = fold([
    [0, opened],
    [1, { kind: 'attempted', turn: 1, attempt: 1, provider: 'a', model: 'm', simulated: true, request }],
    [318, { kind: 'rejected', turn: 1, attempt: 1, failure }],
  ])
  expect(data.spans).toEqual([{ from: 1, to: 318, label: 'a 429', outcome: 'failed' }])
})

test('the ribbon has one cell for each event, and keeps the longest waits when it is folded', () => {
  const few = fold([
    [0, opened],
    [900, delta],
    [910, delta],
    [1700, delta],
  ])
  expect(few.cells).toEqual([
    { gap: 0, seq: 1, first: 1 },
    { gap: 10, seq: 2, first: 2 },
    { gap: 790, seq: 3, first: 3 },
  ])
  let at = 0
  const many = fold([
    [0, opened],
    ...Array.from({ length: 5000 }, (_, i) => [(at += i === 3333 ? 900 : 1), delta] as const),
  ])
  expect(many.cells.length).toBeLessThanOrEqual(768)
  const longest = many.cells.reduce((a, b) => (b.gap > a.gap ? b : a))
  expect(longest).toMatchObject({ gap: 900, seq: 3334 })
  expect(many.cells[cellOf(many.cells, 3334)]).toBe(longest)
  expect(cellOf(many.cells, 0)).toBe(-1)
})
