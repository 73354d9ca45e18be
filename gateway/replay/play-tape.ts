// A tape for whoever reads it at their own pace: what is due comes at once, and nobody is given more than they have read.
import { createClock, play, waitFor } from '#shared/replay/clock'
import type { Frame } from '#shared/session/frame'
import { systemClock, type Clock } from '../ports'
import { Alarm } from './play-frames'

export async function* playTape(
  pieces: AsyncIterable<{ readonly frames: readonly Frame[] }>,
  speed: number,
  clock: Clock = systemClock,
): AsyncGenerator<readonly Frame[]> {
  const replay = play(createClock(speed), clock.monotonic())
  const alarm = new Alarm(clock)
  for await (const { frames } of pieces) {
    const isDue = (i: number, now: number) => waitFor(replay, now, frames[i]?.at ?? 0) === 0
    for (let from = 0; from < frames.length;) {
      const now = clock.monotonic()
      let end = from
      while (end < frames.length && isDue(end, now)) end += 1
      if (end > from) yield frames.slice(from, end)
      else await alarm.wait(waitFor(replay, now, frames[from]?.at ?? 0))
      from = end
    }
  }
}
