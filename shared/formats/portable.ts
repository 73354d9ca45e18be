// What crosses the border of the library, whatever the format of the file: sessions on their way out, and what is found in a file
// on its way in. Neither is ever held whole: a session may be larger than memory.
import { parseHeader, SessionFormatError } from '#shared/session/jsonl'
import type { Frame, SessionHeader } from '#shared/session/frame'

export type PortableSession = {
  readonly header: SessionHeader
  /** Each iteration begins anew: a format that says a session in several places reads it as many times. */
  readonly frames: AsyncIterable<Frame>
}

/** Takes out what must not leave this machine. All frames of a session, because a secret may lie across several. */
export type Clean = (frames: AsyncIterable<Frame>) => AsyncIterable<Frame>

export type FoundSession = {
  readonly kind: 'session'
  /** Where it stands in the file, for whoever has to look it up. */
  readonly what: string
  readonly format: 'jsonl' | 'har'
  readonly startedAt: number
  /** Who recorded it. */
  readonly app: string
  /** The one it had there; null where it had none. */
  readonly id: string | null
  readonly notes: readonly string[]
  /** Read off the file while they are asked for: once, and before the next session. @throws SessionFormatError */
  readonly frames: AsyncIterable<Frame>
}

/**
 * What a header from elsewhere says, as far as it can be relied on.
 * @throws SessionFormatError when it is none that this version can read
 */
export function readForeignHeader(line: string): Pick<FoundSession, 'startedAt' | 'app' | 'id' | 'notes'> {
  const { id, startedAt, app, origin } = parseHeader(line)
  if (!Number.isInteger(startedAt) || startedAt < 0 || startedAt > latest)
    throw new SessionFormatError('not_a_session', 'Its "startedAt" is no time in Unix milliseconds.')
  const notes: unknown = origin?.kind === 'import' ? origin.notes : undefined
  return {
    id,
    startedAt,
    app: typeof app === 'string' ? app : 'unknown',
    notes: Array.isArray(notes) ? notes.filter((note) => typeof note === 'string') : [],
  }
}

/** The last moment that a date can be. */
const latest = 8.64e15

/** What of a file is not taken over, and why. `knownAs`: because the library has that session already. */
export type Skipped = { readonly what: string; readonly why: string; readonly knownAs?: string }

export type Found = FoundSession | ({ readonly kind: 'skipped' } & Skipped)

export const skipped = (what: string, why: string): Found => ({ kind: 'skipped', what, why })

/** Each frame for itself, as it is asked for. */
export async function* mapFrames(frames: AsyncIterable<Frame>, change: (frame: Frame) => Frame): AsyncGenerator<Frame> {
  for await (const frame of frames) yield change(frame)
}

/** The session as it may leave. */
export const cleaned = ({ header, frames }: PortableSession, clean: Clean): PortableSession => ({
  header,
  frames: { [Symbol.asyncIterator]: () => clean(frames)[Symbol.asyncIterator]() },
})

/** A session that is still being recorded grows between two readings: every place of a format has the same frames. */
export async function* firstFrames(frames: AsyncIterable<Frame>, count: number): AsyncGenerator<Frame> {
  if (count === 0) return
  let left = count
  for await (const frame of frames) {
    yield frame
    left -= 1
    if (left === 0) return
  }
}
