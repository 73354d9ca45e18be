import { describe, expect, it } from 'vitest'
import {
  closed,
  ended,
  framesOf,
  opened,
  responded,
  sent,
  sse,
  summarise,
  type Moment,
} from '../../test/support/frames'
import { createEvidence, judgeSession, stalledAfterMs } from './verdict'

const begun: Moment[] = [
  [0, opened()],
  [1, sent({ stream: true })],
  [50, responded(200, 'text/event-stream')],
  [60, sse({ type: 'response.created' })],
  [90, sse({ type: 'response.output_text.delta' })],
]
function judge(moments: readonly Moment[], now = 0, withEvidence = true) {
  const { value, apply } = createEvidence()
  framesOf(...moments).forEach(apply)
  const { verdict, proof } = judgeSession(summarise(...moments), now, withEvidence ? value : null)
  return [verdict, proof]
}
const completed: Moment = [100, sse({ type: 'response.completed' })]

describe('a verdict is proven by frames', () => {
  it.each<[string, Moment[], string, string]>([
    [
      'complete',
      [completed, [100.6, ended('complete', '')]],
      'complete',
      'Terminal event at seq 5, upstream ended 0.6 ms later.',
    ],
    ['stopped early', [[100, sse({ type: 'response.incomplete' })]], 'complete', 'response.incomplete at seq 5.'],
    [
      'cut',
      [[300, ended('cut', 'The provider closed the stream.')]],
      'truncated',
      'No terminal event. The provider closed the stream. The last event is seq 4.',
    ],
    ['failed', [[300, sse({ type: 'error' })]], 'failed_mid_stream', 'error: error Told at seq 5.'],
    ['aborted', [[300, closed('client')]], 'aborted', 'Your client closed after 2 events. The last event is seq 4.'],
  ])('%s', (_name, tail, verdict, proof) => expect(judge([...begun, ...tail])).toEqual([verdict, proof]))
  it('without frames the recording’s own words stand', () =>
    expect(judge([...begun, completed], 0, false)).toEqual([
      'complete',
      'Terminal event response.completed after 3 events.',
    ]))
})

describe('stalled', () => {
  const at = (silence: number) => judge(begun, 1_000 + 90 + silence)
  it('is a stream that is open and silent', () =>
    expect(at(28_400)).toEqual(['stalled', 'No event for 28 s after seq 4. The connection is still open.']))
  it('begins at its threshold', () => {
    expect(at(stalledAfterMs - 1)[0]).toBe('streaming')
    expect(at(stalledAfterMs)[0]).toBe('stalled')
  })
  it('is never said of what has ended', () => expect(judge([...begun, completed], 9e9)[0]).toBe('complete'))
})
