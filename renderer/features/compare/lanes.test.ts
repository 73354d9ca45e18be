import { describe, expect, it } from 'vitest'
import { createRunFold, sentTurns } from '#shared/inspect/compare/run'
import {
  answered,
  attempted,
  closed,
  ended,
  framesOf,
  opened,
  received,
  responded,
  sent,
  sse,
  type Moment,
} from '../../../test/support/frames'
import { layLanes } from './lanes'

const sideOf = (...moments: readonly Moment[]) => {
  const { value, apply } = createRunFold({ id: 'G-1', startedAt: 0 })
  for (const frame of framesOf(...moments)) apply(frame)
  const [turn] = sentTurns(value)
  if (!turn) throw new Error('nothing was sent')
  return { run: value, turn }
}

const delta = (at: number): Moment => [at, sse({ type: 'response.output_text.delta' })]
const streamed = sideOf(
  [0, opened()],
  [1, sent({ model: 'm', stream: true })],
  [2, attempted('openai')],
  [60, answered()],
  [61, responded(200, 'text/event-stream')],
  [70, sse({ type: 'response.created' })],
  delta(100),
  delta(110),
  delta(410),
  [420, sse({ type: 'response.completed' })],
  [421, ended('complete', '')],
  [422, closed()],
)
const refused = sideOf(
  [0, opened()],
  [1, sent({ model: 'm' })],
  [30, responded(502)],
  [31, received('{"error":"upstream_error"}')],
  [32, closed()],
)

describe('lanes', () => {
  it('lie at the first token of each run', () => {
    const { lanes } = layLanes([streamed, refused])
    expect(lanes[0]?.bars.map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['request', -100, -99],
      ['routing', -99, -98],
      ['headers', -98, -40],
      ['first_event', -40, -30],
      ['first_token', -30, 0],
      ['text', 0, 310],
      ['silence', 10, 310],
    ])
    expect(lanes[0]).toMatchObject({ endMs: 320, isComplete: true })
  })
  it('of an answer without tokens end where the answer came', () => {
    const { lanes } = layLanes([streamed, refused])
    expect(lanes[1]).toEqual({
      bars: [{ kind: 'first_event', label: 'wait for the answer', from: -31, to: 0 }],
      endMs: 0,
      isComplete: false,
    })
  })
  it('have an axis of round numbers, the first token among them', () => {
    const { ticks, fromMs, toMs } = layLanes([streamed])
    expect([fromMs, toMs]).toEqual([-100, 320])
    expect(ticks).toEqual([-100, 0, 100, 200, 300])
    expect(layLanes([refused]).ticks).toContain(0)
  })
})
