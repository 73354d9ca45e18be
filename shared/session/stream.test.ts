import { expect, test } from 'vitest'
import { framesOf, opened, responded, sent, type Moment } from '../../test/support/frames'
import { streamsAfter } from './stream'

const streams = (...bodies: Moment[1][]): boolean =>
  framesOf(...bodies.map((body): Moment => [0, body])).reduce(streamsAfter, false)

test.each([
  [false, [opened(), sent({})]],
  [true, [opened(), sent({}), responded(200, 'text/event-stream; charset=utf-8')]],
  [false, [opened(), sent({}), responded(200, 'application/json')]],
  [true, [opened('websocket')]],
  [true, [opened('websocket'), responded(101, 'application/json')]],
])('streams: %j', (expected, bodies) => expect(streams(...bodies)).toBe(expected))
