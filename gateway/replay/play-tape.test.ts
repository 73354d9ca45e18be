import { describe, expect, it } from 'vitest'
import type { Frame } from '#shared/session/frame'
import { framesOf, received, type Moment } from '../../test/support/frames'
import { createVirtualClock } from '../../test/support/virtual-clock'
import { Alarm } from './play-frames'
import { playTape } from './play-tape'

const at = (...moments: readonly number[]) => framesOf(...moments.map((ms): Moment => [ms, received(String(ms))]))

async function* inPieces(...pieces: readonly (readonly Frame[])[]) {
  for (const frames of pieces) yield { frames }
}

describe('a tape that is read', () => {
  it('gives together what is due together, and sets one timer for what is next', async () => {
    const clock = createVirtualClock()
    const tape = playTape(inPieces(at(0, 0, 10, 10, 10), at(10, 25)), 1, clock)
    const next = async () => (await tape.next()).value?.map((frame: Frame) => frame.at)
    expect(await next()).toEqual([0, 0])
    const waiting = next()
    await Promise.resolve()
    expect(clock.waiting()).toBe(1)
    clock.advance(10)
    expect(await waiting).toEqual([10, 10, 10])
    // The next piece of the file is another read.
    expect(await next()).toEqual([10])
    const last = next()
    await Promise.resolve()
    clock.advance(14)
    expect(clock.waiting()).toBe(1)
    clock.advance(1)
    expect(await last).toEqual([25])
    expect((await tape.next()).done).toBe(true)
    expect(clock.waiting()).toBe(0)
  })
  it('needs no timer without a limit of speed', async () => {
    const clock = createVirtualClock()
    const seen: number[] = []
    for await (const frames of playTape(inPieces(at(0, 5), at(1e9)), Number.POSITIVE_INFINITY, clock))
      seen.push(...frames.map((frame) => frame.at))
    expect(seen).toEqual([0, 5, 1e9])
  })
  it('catches up with a reader that was away, without losing a frame', async () => {
    const clock = createVirtualClock()
    const tape = playTape(inPieces(at(0, 10, 20, 30, 1_000)), 1, clock)
    await tape.next()
    clock.advance(35)
    expect((await tape.next()).value?.map((frame: Frame) => frame.at)).toEqual([10, 20, 30])
  })
})

describe('an alarm', () => {
  it('wakes when the time has come, or sooner when it rings, and takes its timer back', async () => {
    const clock = createVirtualClock()
    const alarm = new Alarm(clock)
    const slept = alarm.wait(100)
    clock.advance(100)
    await slept
    const woken = alarm.wait(100)
    alarm.ring()
    await woken
    expect(clock.waiting()).toBe(0)
  })
  it('does not lose a ring that nobody waited for', async () => {
    const alarm = new Alarm(createVirtualClock())
    alarm.ring()
    await alarm.wait(Number.POSITIVE_INFINITY)
    alarm.stop()
    await alarm.wait(Number.POSITIVE_INFINITY)
    expect(alarm.isStopped).toBe(true)
  })
})
