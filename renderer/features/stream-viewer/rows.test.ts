import { describe, expect, test } from 'vitest'
import type { FrameBody } from '#shared/session/frame'
import { framesOf, logOf } from '../../state/frame-log.fixture'
import { previewRun } from './preview-run'
import { readClientRows, readRows, type Rows, type RunRow } from './rows'

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

describe('what the provider said', () => {
  const said = (name: string): FrameBody => ({
    kind: 'upstream',
    turn: 1,
    attempt: 1,
    text: `event: ${name}\ndata: {}\n\n`,
  })
  const hops = [said('start'), event('response.created'), said('a'), delta('a'), said('b'), delta('b'), said('stop')]
  const bodies = [...stream, ...hops, event('response.output_text.done')]
  const seqs = (rows: Rows, from: number) =>
    listOf(rows)
      .slice(from)
      .map((row) => row?.type === 'event' && [row.seq, row.child])

  test('has a row of its own, and folds into the run of deltas that it caused', () => {
    const { rows, log } = fold(bodies)
    expect(shape(rows)).toEqual(['event', 'event', 'event', 'event', 'event', 'run 2', 'event', 'event'])
    expect(rows.at(5)).toMatchObject({ seq: 5, lastSeq: 7 })
    expect(previewRun(log, rows.at(5) as RunRow)).toBe('ab')
    expect(listOf(rows).map((row) => row?.type === 'event' && row.upstream)).toEqual(
      [false, false, true, false, true, false, true, false], // the run is made of events
    )
  })
  test('stands among the deltas of an opened run, also of one that grows', () => {
    const log = logOf(framesOf(bodies.slice(0, 8)))
    const rows = readRows(log)
    rows.toggle(5)
    expect(seqs(rows, 6)).toEqual([5, 6, 7].map((seq) => [seq, true]))
    const all = framesOf([...bodies.slice(0, 8), said('c'), delta('c')])
    log.append(all.slice(8, 9))
    expect(seqs(readRows(log), 9)).toEqual([[8, false]])
    log.append(all.slice(9))
    expect(seqs(readRows(log), 6)).toEqual([5, 6, 7, 8, 9].map((seq) => [seq, true]))
    rows.toggle(5)
    expect(shape(rows)).toEqual(['event', 'event', 'event', 'event', 'event', 'run 3'])
  })
  test('can be left out, and no wait with it', () => {
    const log = logOf(framesOf(bodies, (seq) => (seq < 3 ? seq : seq * 300)))
    const rows = readClientRows(log)
    expect(shape(rows)).toEqual([
      'event',
      'event',
      'silence',
      'event',
      'silence',
      'run 1',
      'silence',
      'run 1',
      'silence',
      'event',
    ])
    expect(rows.at(3)).toMatchObject({ seq: 3, wait: 899 })
    const quick = readClientRows(fold(bodies).log)
    expect(shape(quick)).toEqual(['event', 'event', 'event', 'run 2', 'event'])
    quick.toggle(3)
    expect(seqs(quick, 4)).toEqual([
      [5, true],
      [7, true],
      [9, false],
    ])
    quick.toggle(3)
    expect(shape(quick)).toEqual(['event', 'event', 'event', 'run 2', 'event'])
  })
  test('of one read keeps the events of that read together', () => {
    const { rows } = fold([...stream, said('start'), event('a'), said('b'), event('c')], (seq) => (seq < 2 ? seq : 5))
    const reads = listOf(rows)
      .slice(2)
      .map((row) => row?.type === 'event' && row.read)
    expect(reads).toEqual(Array.from({ length: 4 }, () => ({ first: 2, last: 5, count: 2, waitMs: 4, spanMs: 0 })))
  })
  test('alone came with no events', () => {
    const { rows } = fold([...stream, said('ping'), event('a')])
    expect(rows.at(2)).toMatchObject({ read: null })
  })
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
