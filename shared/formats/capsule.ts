// Sessions as a program: one file that answers as recorded, for whoever has Node and nothing else (docs/export.md). The sessions
// are its last comment, line by line as in a session file, so that they can be read, and imported, without running anything.
import type { PortableSession } from '#shared/formats/portable'
import { formatLine } from '#shared/session/jsonl'

/** `program` is the text before the sessions (gateway/formats/capsule-program.mjs). */
export async function* writeCapsule(sessions: AsyncIterable<PortableSession>, program: string): AsyncGenerator<string> {
  yield `${program.trimEnd()}\n\n/* sessions\n`
  for await (const { header, frames } of sessions) {
    yield keepInside(formatLine(header))
    for await (const frame of frames) yield keepInside(formatLine(frame))
  }
  yield '*/\n'
}

/** The end of a comment can only stand in a text, and there a stroke may be escaped: the value stays the same. */
const keepInside = (line: string): string => line.replaceAll('*/', '*\\/')
