import { describe, expect, test } from 'vitest'
import type { Frame, FrameBody } from '#shared/session/frame'
import { createRowFold, toggleRun, type Row, type RunRow } from './rows'

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

function fold(bodies: readonly FrameBody[], at: (seq: number) => number = (seq) => seq) {
  const { value, apply } = createRowFold()
  const frames = bodies.map((body, seq) => ({ seq, at: at(seq), ...body }) as Frame)
  frames.forEach(apply)
  return { rows: value, frames }
}

const shape = (rows: readonly Row[]) => rows.map((row) => (row.type === 'run' ? `run ${row.count}` : row.type))
const stream: readonly FrameBody[] = [opened, { kind: 'responded', turn: 1, status: 200, headers }]

describe('a run of deltas is one row', () => {
  test('equal deltas collapse, anything else breaks the run', () => {
    const { rows } = fold([...stream, delta('a'), delta('b'), event('response.output_text.done'), delta('c')])
    expect(shape(rows.list)).toEqual(['event', 'event', 'run 2', 'event', 'run 1'])
    expect(rows.list[2]).toMatchObject({ preview: 'ab', lastSeq: 3 })
  })

  test('a silence inside a run is told, and breaks it', () => {
    const { rows } = fold([...stream, delta('a'), delta('b')], (seq) => (seq < 3 ? seq : seq + 612))
    expect(shape(rows.list)).toEqual(['event', 'event', 'run 1', 'silence', 'run 1'])
    expect(rows.list[3]).toMatchObject({ ms: 613, idle: false })
  })

  test('an opened run shows its deltas, grows, and closes again', () => {
    const { value, apply } = createRowFold()
    const frames = [...stream, delta('a'), delta('b'), delta('c')].map(
      (body, seq) => ({ seq, at: seq, ...body }) as Frame,
    )
    for (const frame of frames.slice(0, 4)) apply(frame)
    const run = value.list[2] as RunRow
    toggleRun(value, run, frames.slice(0, 4))
    expect(shape(value.list)).toEqual(['event', 'event', 'run 2', 'event', 'event'])
    apply(frames[4] as Frame)
    expect(shape(value.list)).toEqual(['event', 'event', 'run 3', 'event', 'event', 'event'])
    toggleRun(value, run, frames)
    expect(shape(value.list)).toEqual(['event', 'event', 'run 3'])
  })

  test('opening a run in the middle keeps what follows', () => {
    const { rows, frames } = fold([...stream, delta('a'), delta('b'), event('response.completed')])
    toggleRun(rows, rows.list[2] as RunRow, frames)
    expect(shape(rows.list)).toEqual(['event', 'event', 'run 2', 'event', 'event', 'event'])
    expect(rows.list[5]).toMatchObject({ name: 'response.completed', child: false })
  })

  test('the preview of a long run stays short', () => {
    const { rows } = fold([...stream, ...Array.from({ length: 500 }, () => delta('0123456789'))])
    expect((rows.list[2] as RunRow).preview.length).toBeLessThan(200)
  })
})

describe('rows say what happened between frames', () => {
  test('each turn of a socket has a separator', () => {
    const socket: FrameBody = { ...opened, transport: 'websocket' } as FrameBody
    const sent = (turn: number): FrameBody => ({ kind: 'sent', turn, text: '{}' })
    expect(shape(fold([socket, sent(1), sent(2)]).rows.list)).toEqual(['event', 'turn', 'event', 'turn', 'event'])
  })

  test('the wait between turns is idle time, not silence', () => {
    const socket = { ...opened, transport: 'websocket' } as FrameBody
    const { rows } = fold([socket, { kind: 'sent', turn: 1, text: '{}' }], (seq) => seq * 2000)
    expect(rows.list[1]).toMatchObject({ type: 'silence', ms: 2000, idle: true })
  })

  test('a JSON body is no stream event, whatever it contains', () => {
    const body: FrameBody = { kind: 'received', turn: 1, text: '{"type":"response.output_text.delta"}', out: 0 }
    expect(shape(fold([opened, body, body]).rows.list)).toEqual(['event', 'event', 'event'])
  })
})
