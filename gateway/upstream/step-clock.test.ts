import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { StepClock } from './step-clock'

test('each step has the moment its socket told it first, in their order', () => {
  const clock = new StepClock()
  const socket = new EventEmitter()
  clock.watch(socket as Socket)
  expect(clock.read(false)).toEqual({ kept: false, lookup: null, connect: null, tls: null, head: null })
  socket.emit('lookup')
  const { lookup } = clock.read(false)
  for (const event of ['lookup', 'connect', 'secureConnect']) socket.emit(event)
  const steps = clock.read(true)
  expect(steps.lookup).toBe(lookup)
  const moments = [steps.lookup, steps.connect, steps.tls, steps.head].map((ms) => ms ?? Number.NaN)
  expect(moments).toEqual([...moments].sort((a, b) => a - b))
})

test('a connection that nobody dialled was kept', () => {
  expect(new StepClock().read(false)).toEqual({ kept: true, lookup: null, connect: null, tls: null, head: null })
})
