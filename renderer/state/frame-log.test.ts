import { expect, test, vi } from 'vitest'
import type { Frame } from '#shared/session/frame'
import { createDerivation, createFrameLog } from './frame-log'

const frame = (seq: number): Frame => ({ seq, at: seq, kind: 'received', turn: 1, text: '', out: 0 })

function setUp() {
  const queue: (() => void)[] = []
  const log = createFrameLog((callback) => queue.push(callback))
  return { log, paint: () => queue.splice(0).forEach((callback) => callback()), queue }
}

test('many appends make one notification', () => {
  const { log, paint } = setUp()
  const listener = vi.fn()
  log.subscribe(listener)
  log.append([frame(0)])
  log.append([frame(1), frame(2)])
  expect(listener).not.toHaveBeenCalled()
  paint()
  expect(listener).toHaveBeenCalledTimes(1)
  expect(log.version()).toBe(1)
  expect(log.frames).toHaveLength(3)
})

test('appending nothing wakes nobody', () => {
  const { log, queue } = setUp()
  log.append([])
  expect(queue).toHaveLength(0)
})

test('a listener that left is not called', () => {
  const { log, paint } = setUp()
  const listener = vi.fn()
  log.subscribe(listener)()
  log.append([frame(0)])
  paint()
  expect(listener).not.toHaveBeenCalled()
})

test('a derivation applies each frame once, however often it is read', () => {
  const { log } = setUp()
  const seen: number[] = []
  const derive = createDerivation(() => ({ value: seen, apply: (f: Frame) => seen.push(f.seq) }))
  log.append([frame(0), frame(1)])
  derive(log)
  derive(log)
  log.append([frame(2)])
  expect(derive(log)).toEqual([0, 1, 2])
})
