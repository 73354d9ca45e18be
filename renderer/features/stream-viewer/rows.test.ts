import { describe, expect, test } from 'vitest'
import type { FrameBody } from '#shared/session/frame'
import { framesOf, logOf } from '../../state/frame-log.fixture'
import { previewRun } from './preview-run'
import { readRows, type Rows, type RunRow } from './rows'

const headers = { 'content-type': 'text/event-stream' }
const opened: FrameBody = {
  kind: 'opened',
  transport: 'http',
  request: { method: 'POST', path: '/v1/responses', headers: {} },
}
const event = (type: string, extra: object = {}): FrameBody => ({
  kind: 'received',
  turn: 1,
  text: `event: ${type}\ndata: ${JSON.stringify({ type, output_index: 0, ...extra })}\n\n`,
  out: 0.2,
})
const delta = (text: string) => event('response.output_text.delta', { delta: text })

function fold(bodies: readonly FrameBody[], at?: (seq: number) => number) {
  const log = logOf(framesOf(bodies, at))
  return { rows: readRows(log), log }
}

const listOf = (rows: Rows) => Array.from({ length: rows.count }, (_, index) => rows.at(index))
const shape = (rows: Rows) => listOf(rows).map((row) => (row?.type === 'run' ? `run ${row.count}` : row?.type))
const stream: readonly FrameBody[] = [opened, { kind: 'responded', turn: 1, status: 200, headers }]

describe('a run of deltas is one row', () => {
  test('equal deltas collapse, anything else breaks the run', () => {
    const { rows, log } = fold([...stream, delta('a'), delta('b'), event('response.output_text.done'), delta('c')])
    expect(shape(rows)).toEqual(['event', 'event', 'run 2', 'event', 'run 1'])
    expect(rows.at(2)).toMatchObject({ lastSeq: 3 })
    expect(previewRun(log, rows.at(2) as RunRow)).toBe('ab')
  })

  test('a silence inside a run is told, and breaks it', () => {
    const { rows } = fold([...stream, delta('a'), delta('b')], (seq) => (seq < 3 ? seq : seq + 612))
    expect(shape(rows)).toEqual(['event', 'event', 'run 1', 'silence', 'run 1'])
    expect(rows.at(3)).toMatchObject({ ms: 613, idle: false })
  })

  test('an opened run shows its deltas, grows, and closes again', () => {
    const frames = framesOf([...stream, delta('a'), delta('b'), delta('c')])
    const log = logOf(frames.slice(0, 4))
    const rows = readRows(log)
    rows.toggle(2)
    expect(shape(rows)).toEqual(['event', 'event', 'run 2', 'event', 'event'])
    log.append(frames.slice(4))
    expect(shape(readRows(log))).toEqual(['event', 'event', 'run 3', 'event', 'event', 'event'])
    rows.toggle(2)
    expect(shape(rows)).toEqual(['event', 'event', 'run 3'])
  })

  test('opening a run in the middle keeps what follows', () => {
    const { rows } = fold([...stream, delta('a'), delta('b'), event('response.completed')])
    rows.toggle(2)
    expect(shape(rows)).toEqual(['event', 'event', 'run 2', 'event', 'event', 'event'])
    expect(rows.at(5)).toMatchObject({ name: 'response.completed', child: false })
  })

  test('the preview of a long run stays short', () => {
    const { rows, log } = fold([...stream, ...Array.from({ length: 500 }, () => delta('0123456789'))])
    expect(previewRun(log, rows.at(2) as RunRow).length).toBeLessThan(200)
  })
})

test('a hundred thousand rows are opened and closed as they are', () => {
  const many = Array.from({ length: 100_000 }, (_, i) => delta(`${i}`))
  const { rows } = fold([...stream, event('response.created'), ...many, event('response.completed')])
  rows.toggle(3)
  expect([rows.count, rows.at(3)?.type, rows.at(100_003)?.seq]).toEqual([100_005, 'run', 100_002])
  expect(rows.at(100_004)).toMatchObject({ name: 'response.completed' })
  rows.toggle(3)
  expect(shape(rows)).toEqual(['event', 'event', 'event', 'run 100000', 'event'])
})

describe('rows say what happened between frames', () => {
  test('each turn of a socket has a separator', () => {
    const socket: FrameBody = { ...opened, transport: 'websocket' } as FrameBody
    const sent = (turn: number): FrameBody => ({ kind: 'sent', turn, text: '{}' })
    expect(shape(fold([socket, sent(1), sent(2)]).rows)).toEqual(['event', 'turn', 'event', 'turn', 'event'])
  })

  test('the wait between turns is idle time, not silence', () => {
    const socket = { ...opened, transport: 'websocket' } as FrameBody
    const { rows } = fold([socket, { kind: 'sent', turn: 1, text: '{}' }], (seq) => seq * 2000)
    expect(rows.at(1)).toMatchObject({ type: 'silence', ms: 2000, idle: true })
  })

  test('a JSON body is no stream event, whatever it contains', () => {
    const body: FrameBody = { kind: 'received', turn: 1, text: '{"type":"response.output_text.delta"}', out: 0 }
    expect(shape(fold([opened, body, body]).rows)).toEqual(['event', 'event', 'event'])
  })
})
