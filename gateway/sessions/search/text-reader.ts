// Reads what can be searched out of session files: whole, or on from where a running session was read before.
import path from 'node:path'
import { SessionText, type RecordedText } from '#shared/inspect/search/session-text'
import { parseFrames } from '#shared/session/jsonl'
import { readLines } from '../session-file'

type Reading = { readonly text: SessionText; from: number }

export class TextReader {
  readonly #folder: string
  /** How far the files of running sessions were read. */
  readonly #readings = new Map<string, Reading>()

  constructor(folder: string) {
    this.#folder = folder
  }

  readWhole(id: string): Promise<RecordedText> {
    return this.#read(id, { text: new SessionText(), from: 0 })
  }

  /** `isLast`: there will be no more of it. */
  readOn(id: string, isLast: boolean): Promise<RecordedText> {
    const reading = this.#readings.get(id) ?? { text: new SessionText(), from: 0 }
    if (isLast) this.#readings.delete(id)
    else this.#readings.set(id, reading)
    return this.#read(id, reading)
  }

  forget(id: string): void {
    this.#readings.delete(id)
  }

  forgetAll(): void {
    this.#readings.clear()
  }

  /** A file that cannot be read is found by what could; that it is broken is told where the library is read. */
  async #read(id: string, reading: Reading): Promise<RecordedText> {
    try {
      for (let atEnd = false; !atEnd;) {
        const chunk = await readLines(path.join(this.#folder, `${id}.jsonl`), reading.from)
        for (const frame of parseFrames(chunk.text)) reading.text.apply(frame)
        reading.from = chunk.next
        atEnd = chunk.atEnd
      }
    } catch {
      // As far as it went.
    }
    return reading.text.read()
  }
}
