// A session that was not recorded here, written into the library: streamed, under a name of its own until it is whole, so that
// neither a reader nor a crash ever meets half of one.
import { open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Frame, SessionHeader } from '#shared/session/frame'
import { formatLine } from '#shared/session/jsonl'
import { applyFrame, settleInterrupted } from '#shared/session/apply-frame'
import { createSummary } from '#shared/session/summary'
import type { IndexEntry } from './library'
import { unfinished } from './replace-file'

/** What is collected before it is written. */
const writeBytes = 256 << 10

/** Under the header's id. Whatever goes wrong, in the frames or on the disk, leaves nothing behind. */
export async function writeSession(
  folder: string,
  header: SessionHeader,
  frames: AsyncIterable<Frame>,
): Promise<IndexEntry> {
  const file = path.join(folder, `${header.id}.jsonl`)
  const draft = `${file}${unfinished}`
  const summary = createSummary(header)
  try {
    const bytes = await writeLines(
      draft,
      linesOf(header, frames, (frame) => applyFrame(summary, frame)),
    )
    await rename(draft, file)
    settleInterrupted(summary)
    summary.stored = summary.frames
    return { bytes, summary }
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function* linesOf(
  header: SessionHeader,
  frames: AsyncIterable<Frame>,
  seen: (frame: Frame) => void,
): AsyncGenerator<string> {
  yield formatLine(header)
  for await (const frame of frames) {
    seen(frame)
    yield formatLine(frame)
  }
}

async function writeLines(file: string, lines: AsyncIterable<string>): Promise<number> {
  const handle = await open(file, 'wx', 0o600)
  try {
    let written = 0
    let pending = ''
    const flush = async () => {
      const bytes = Buffer.from(pending, 'utf8')
      pending = ''
      await handle.writeFile(bytes)
      written += bytes.length
    }
    for await (const line of lines) {
      pending += line
      if (pending.length >= writeBytes) await flush()
    }
    await flush()
    // The name must not be there before what it names.
    await handle.sync()
    return written
  } finally {
    await handle.close()
  }
}
