import { expect, test } from 'vitest'
import { parseFilter } from '#shared/inspect/filter/parse'
import type { Frame, FrameBody } from '#shared/session/frame'
import { logOf } from '../../state/frame-log.fixture'
import { createFilterRun } from './filter-run'

const headers = { 'content-type': 'text/event-stream' }
const head: readonly FrameBody[] = [
  { kind: 'opened', transport: 'http', request: { method: 'POST', path: '/', headers: {} } },
  { kind: 'responded', turn: 1, status: 200, headers },
]
const event = (i: number): FrameBody => ({
  kind: 'received',
  turn: 1,
  text: `event: response.${i % 100 === 0 ? 'output_text.done' : 'output_text.delta'}\ndata: {"type":"x","delta":"${i}"}\n\n`,
  out: 0,
})
const frame = (body: FrameBody, seq: number) => ({ seq, at: seq, ...body }) as Frame

test('a long log is filtered slice by slice, and nothing is missed', () => {
  const log = logOf([...head, ...Array.from({ length: 100_000 }, (_, i) => event(i))].map(frame))
  const run = createFilterRun(log, parseFilter('type:done').filter)
  let clock = 0
  let slices = 1
  const tick = () => (clock += 4)
  while (run.advance(6, tick)) slices += 1
  expect(slices).toBeGreaterThan(100)
  expect(run.seen()).toBe(100_002)
  expect(run.rows.count).toBe(1000)
  log.append([frame(event(0), 100_002), frame(event(1), 100_003)])
  expect(run.advance(6)).toBe(false)
  expect(run.rows.count).toBe(1001)
  expect(run.rows.at(1000)).toMatchObject({ name: 'response.output_text.done', wait: 1 })
})
