// Whether the library has a session already, frame for frame. The imported one is read once and never held: as far as it is the
// same as one that is there, it can be read again from that.
import { firstFrames } from '#shared/formats/portable'
import type { Frame } from '#shared/session/frame'
import { isStreamed } from '#shared/session/jsonl'

export type Known = { readonly id: string; readonly frames: AsyncIterable<Frame> }

/** `knownAs`: it is that session; else its frames, from the first. */
export type Comparison =
  | { readonly knownAs: string }
  | { readonly knownAs: null; readonly frames: AsyncIterable<Frame> }

export async function compareToKnown(frames: AsyncIterable<Frame>, candidates: readonly Known[]): Promise<Comparison> {
  const own = frames[Symbol.asyncIterator]()
  let alike = candidates.map((known) => ({ known, rest: known.frames[Symbol.asyncIterator]() }))
  for (let same = 0; ; same += 1) {
    const [closest] = alike
    if (!closest) return { knownAs: null, frames: continued(own, []) }
    const next = await own.next()
    const still: typeof alike = []
    for (const candidate of alike) {
      const theirs = await candidate.rest.next()
      const matches =
        next.done === true ? theirs.done === true : theirs.done !== true && isSame(next.value, theirs.value)
      if (matches) still.push(candidate)
    }
    if (next.done === true) {
      const [twin] = still
      return twin ? { knownAs: twin.known.id } : { knownAs: null, frames: firstFrames(closest.known.frames, same) }
    }
    if (still.length === 0)
      return { knownAs: null, frames: joined(firstFrames(closest.known.frames, same), continued(own, [next.value])) }
    alike = still
  }
}

async function* joined(...parts: readonly AsyncIterable<Frame>[]): AsyncGenerator<Frame> {
  for (const part of parts) yield* part
}

async function* continued(rest: AsyncIterator<Frame>, before: readonly Frame[]): AsyncGenerator<Frame> {
  yield* before
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}

function isSame(a: Frame, b: Frame): boolean {
  if (a.kind !== b.kind || a.at !== b.at) return false
  if (isStreamed(a) && isStreamed(b) && a.text !== b.text) return false
  return JSON.stringify(a) === JSON.stringify(b)
}
