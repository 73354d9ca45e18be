// Whoever reads a session as its client saw it passes over what only the gateway heard.
import { expect, test } from 'vitest'
import {
  answered,
  attempted,
  closed,
  ended,
  framesOf,
  opened,
  responded,
  routed,
  sent,
  sse,
  upstream,
} from '../../test/support/frames'
import type { Frame } from '#shared/session/frame'
import { createLint } from './lint/lint'
import { createTimeTravel } from './response/time-travel'
import { createSocketView } from './socket'
import { createTiming } from './timing'
import { createEvidence } from './verdict'

const response = { id: 'resp_1', status: 'in_progress', output: [] }
const frames = framesOf(
  [0, opened()],
  [1, sent({})],
  [2, routed()],
  [3, attempted('anthropic')],
  [4, answered()],
  [5, responded(200, 'text/event-stream')],
  [90, sse({ type: 'response.created', response } as { type: string })],
  [400, sse({ type: 'response.output_text.delta', delta: 'a', output_index: 0 } as { type: string })],
  [401, sse({ type: 'response.completed', response: { ...response, status: 'completed' } } as { type: string })],
  [402, ended('complete', 'x')],
  [403, closed()],
)
/** Between any two frames the provider says something that would be an event, a delta and an end. */
const heard = frames.flatMap((frame, i): Frame[] => [
  frame,
  {
    seq: -1,
    at: frame.at,
    ...upstream(
      ['message_start', 'response.output_text.delta', 'error', 'response.completed'].map(blockOf)[i % 4] ?? '',
    ),
  },
])

function blockOf(type: string): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: 99, response: { id: 'other' } })}\n\n`
}

const folds = [createLint, createTiming, createTimeTravel, createEvidence, createSocketView] as const

test.each(folds.map((create) => [create.name, create] as const))('%s', (_, create) => {
  const [told, both] = [create(), create()]
  frames.forEach(told.apply)
  heard.forEach(both.apply)
  expect(both.value).toEqual(told.value)
})
