import { describe, expect, it } from 'vitest'
import type { Frame } from '#shared/session/frame'
import { framesOf, received } from '../../test/support/frames'
import { inTurn } from '../../test/support/portable'
import { compareToKnown } from './known'

const frames = (...texts: readonly string[]): Frame[] =>
  framesOf(...texts.map((text, at) => [at, received(text)] as const))

/** Can be read once, like a file that passes. */
async function* once(list: readonly Frame[]): AsyncGenerator<Frame> {
  yield* list
}

async function compare(own: readonly Frame[], ...known: readonly (readonly Frame[])[]) {
  const candidates = known.map((list, index) => ({ id: `G-${index}`, frames: inTurn(list) }))
  const compared = await compareToKnown(once(own), candidates)
  if (compared.knownAs !== null) return compared.knownAs
  const read: Frame[] = []
  for await (const frame of compared.frames) read.push(frame)
  return read
}

describe('a session is known when one that is there has the same frames', () => {
  const own = frames('a', 'b', 'c')
  it('all of them, and no more', async () => {
    expect(await compare(own, frames('a', 'x', 'c'), frames('a', 'b', 'c'))).toBe('G-1')
    expect(await compare([], [])).toBe('G-0')
  })
  it.each([
    ['none is there', []],
    ['another text', [frames('a', 'b', 'x')]],
    ['another beginning', [frames('x', 'b', 'c')]],
    ['one more', [frames('a', 'b', 'c', 'd')]],
    ['one less', [frames('a', 'b')]],
    ['several, each alike for a while', [frames('a'), frames('a', 'b', 'x'), frames('x')]],
    ['nothing in it', [[]]],
  ])('else it is given whole: %s', async (_, known) => {
    expect(await compare(own, ...known)).toEqual(own)
  })
  it('another time is another session', async () => {
    expect(await compare(own, framesOf([0, received('a')], [1, received('b')], [3, received('c')]))).toEqual(own)
  })
  it('one with nothing in it is not one with something', async () => {
    expect(await compare([], own)).toEqual([])
  })
})
