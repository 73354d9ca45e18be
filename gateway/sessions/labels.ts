// What the reader wrote about sessions, in a file of its own beside them: one line for each change, the last of a session
// wins, and what is outdated goes when the file is next read. Unlike a recording it cannot be had again, so a change is on
// disk before it counts.
import { open, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { HostError } from '#shared/contract/host'
import { field, parseJson, word } from '#shared/json'
import { readLabel, type SessionLabels } from '#shared/contract/sessions'
import { changeLabel, isBlank, labelLimits, noLabel, type LabelChange, type SessionLabel } from '#shared/session/label'
import { SessionFormatError } from '#shared/session/jsonl'
import { replaceFile } from './replace-file'
import { readLines } from './session-file'

export const labelsName = 'labels.jsonl'

export class Labels {
  readonly #file: string
  readonly #labels = new Map<string, SessionLabel>()
  /** One change after another; a failed one is its own caller's matter. */
  #last: Promise<void> = Promise.resolve()
  #isTorn = false

  constructor(folder: string) {
    this.#file = path.join(folder, labelsName)
  }

  /** `isKept` says which sessions there still are; the labels of others go. */
  load(isKept: (id: string) => boolean): Promise<void> {
    return this.#inTurn(async () => {
      const { labels, isUntidy } = await readLabelFile(this.#file)
      for (const [id, label] of labels) if (isKept(id)) this.#labels.set(id, label)
      if (isUntidy || labels.size > this.#labels.size) await this.#compact()
    })
  }

  of(id: string): SessionLabel {
    return this.#labels.get(id) ?? noLabel
  }

  all(ids: Iterable<string>): SessionLabels {
    const labels: [string, SessionLabel][] = []
    for (const id of ids) {
      const label = this.#labels.get(id)
      if (label) labels.push([id, label])
    }
    return Object.fromEntries(labels)
  }

  /** @throws HostError `too_many_tags`, and then nothing is changed; `label_not_stored` */
  change(ids: readonly string[], change: LabelChange): Promise<SessionLabels> {
    return this.#inTurn(async () => {
      const changed = ids.map((id) => [id, changeLabel(this.of(id), change)] as const)
      const most = labelLimits.tags
      const full = changed.find(([, { tags }]) => tags.length > most)
      if (full) throw new HostError('too_many_tags', `A session has at most ${most} tags; ${full[0]} would have more.`)
      await this.#append(changed)
      for (const [id, label] of changed) {
        if (isBlank(label)) this.#labels.delete(id)
        else this.#labels.set(id, label)
      }
      return Object.fromEntries(changed)
    })
  }

  /** Of sessions that are gone for good. */
  forget(ids: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      const had = ids.filter((id) => this.#labels.delete(id))
      if (had.length > 0) await this.#compact()
    })
  }

  purge(): Promise<void> {
    return this.#inTurn(async () => {
      this.#labels.clear()
      await rm(this.#file, { force: true, recursive: true })
    })
  }

  /** Waits until every change is on disk. */
  settle(): Promise<void> {
    return this.#last
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#last.then(run)
    this.#last = result.then(
      () => {},
      () => {},
    )
    return result
  }

  async #append(changed: readonly (readonly [string, SessionLabel])[]): Promise<void> {
    try {
      const handle = await open(this.#file, 'a', 0o600)
      try {
        // Half a line of a failed change must not take the next with it.
        await handle.write((this.#isTorn ? '\n' : '') + changed.map(formatEntry).join(''))
        await handle.datasync()
        this.#isTorn = false
      } finally {
        await handle.close()
      }
    } catch (error) {
      this.#isTorn = true
      throw new HostError('label_not_stored', `The label was not stored: ${(error as Error).message}`)
    }
  }

  async #compact(): Promise<void> {
    await replaceFile(this.#file, [...this.#labels].map(formatEntry), true)
  }
}

const formatEntry = ([id, label]: readonly [string, SessionLabel]): string => `${JSON.stringify({ id, label })}\n`

/** The labels in a session folder, for a reader who does not own it. */
export async function readLabels(dataDir: string): Promise<ReadonlyMap<string, SessionLabel>> {
  return (await readLabelFile(path.join(dataDir, 'sessions', labelsName))).labels
}

type LabelFile = {
  readonly labels: Map<string, SessionLabel>
  /** It holds more than one line for each label. */
  readonly isUntidy: boolean
}

/** A line that cannot be read costs the change it tells, and no other. */
async function readLabelFile(file: string): Promise<LabelFile> {
  const labels = new Map<string, SessionLabel>()
  let lines = 0
  let from = 0
  try {
    for (let atEnd = false; !atEnd;) {
      const chunk = await readLines(file, from)
      for (const line of chunk.text.split('\n').slice(0, -1)) {
        lines += 1
        applyLine(labels, line)
      }
      from = chunk.next
      atEnd = chunk.atEnd
    }
    return { labels, isUntidy: lines > labels.size || (await stat(file)).size > from }
  } catch (error) {
    // A file that the system does not give is not replaced.
    return { labels, isUntidy: error instanceof SessionFormatError }
  }
}

function applyLine(labels: Map<string, SessionLabel>, line: string): void {
  const entry = parseJson(line)
  const id = word(field(entry, 'id'))
  const label = readLabel(field(entry, 'label'))
  if (id === null || label === null) return
  if (isBlank(label)) labels.delete(id)
  else labels.set(id, label)
}
