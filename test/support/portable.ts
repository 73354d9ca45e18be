// Formats in memory: what is written read again, piece by piece as a file would be.
import { readHar } from '#shared/formats/har-read'
import type { Found, PortableSession, Skipped } from '#shared/formats/portable'
import type { Frame, SessionHeader } from '#shared/session/frame'
import { readHarItems } from '../../gateway/sessions/har-items'
import { harPlatform } from '../../gateway/sessions/import-file'

export type ReadSession = {
  readonly what: string
  readonly id: string | null
  readonly startedAt: number
  readonly app: string
  readonly notes: readonly string[]
  readonly frames: readonly Frame[]
}

async function* startOver<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values
}

/** Can be read as often as one likes. */
export const inTurn = <T>(values: readonly T[]): AsyncIterable<T> => ({
  [Symbol.asyncIterator]: () => startOver(values),
})

export const portable = (header: SessionHeader, frames: readonly Frame[]): PortableSession => ({
  header,
  frames: inTurn(frames),
})

export async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

/** A file's text in pieces that are cut anywhere. */
export const pieces = (text: string, length = 1000): AsyncIterable<string> =>
  inTurn(Array.from({ length: Math.ceil(text.length / length) }, (_, i) => text.slice(i * length, (i + 1) * length)))

export const readHarText = (text: string, length = 1000) => {
  const bytes = Buffer.from(text, 'utf8')
  const parts = Array.from({ length: Math.ceil(bytes.length / length) }, (_, i) =>
    bytes.subarray(i * length, (i + 1) * length),
  )
  return collect(readHar(readHarItems(inTurn(parts)), harPlatform))
}

export async function collect(
  found: AsyncIterable<Found>,
): Promise<{ readonly sessions: readonly ReadSession[]; readonly skipped: readonly Skipped[] }> {
  const sessions: ReadSession[] = []
  const skipped: Skipped[] = []
  for await (const one of found) {
    if (one.kind === 'skipped') {
      skipped.push({ what: one.what, why: one.why })
      continue
    }
    const { what, id, startedAt, app, notes } = one
    const frames: Frame[] = []
    try {
      for await (const frame of one.frames) frames.push(frame)
      sessions.push({ what, id, startedAt, app, notes, frames })
    } catch (error) {
      skipped.push({ what, why: (error as Error).message })
    }
  }
  return { sessions, skipped }
}
