// Searches sessions: over the index where there is one, over the files where there is none. The index follows the library in
// small pieces, newest first, for as long as it is told to work or somebody waits for it.
import type { SearchResult } from '#shared/contract/sessions'
import { findIn, searchTerms, type Found } from '#shared/inspect/search/match'
import { searchText, type RecordedText } from '#shared/inspect/search/session-text'
import { noLabel, type SessionLabel } from '#shared/session/label'
import type { Document, SearchDatabase } from './database'
import { IndexQueue } from './index-queue'
import type { Known, Order, SearchAsk } from './orders'
import { TextReader } from './text-reader'

/** Damaged or unwritable, the index is begun anew; not for ever. */
const mostFailures = 3
/** Documents are stored by the dozen: each time costs as much as several of them. */
const mostDocuments = 32
const mostCharacters = 2 << 20

export type SearcherOptions = {
  readonly folder: string
  /** null: there is none to be had. */
  readonly openDatabase: ((isFresh: boolean) => SearchDatabase) | null
  readonly removeDatabase: () => void
}

export class Searcher {
  readonly #options: SearcherOptions
  readonly #reader: TextReader
  readonly #sessions = new Map<string, Pick<Known, 'bytes' | 'isFinal'>>()
  readonly #labels = new Map<string, SessionLabel>()
  readonly #queue = new IndexQueue()
  #database: SearchDatabase | null = null
  #failures = 0
  #isWorking = false
  #workUntil = 0
  /** Another one each time everything is forgotten: what was read before must not be stored. */
  #era = 0
  #progress: (() => void)[] = []

  constructor(options: SearcherOptions) {
    this.#options = options
    this.#reader = new TextReader(options.folder)
  }

  async take(order: Order): Promise<unknown> {
    switch (order.kind) {
      case 'opened':
        return this.#open(order.sessions)
      case 'stored':
        return this.#add(order.sessions)
      case 'label':
        return this.#relabel(Object.entries(order.labels))
      case 'forget':
        return this.#forget(order.ids)
      case 'purge':
        return this.#purge()
      case 'work':
        return this.#work(order.ms)
      case 'search':
        return this.search(order.ask)
      case 'close':
        return this.#close()
    }
  }

  async search({ text, limit, before }: SearchAsk): Promise<SearchResult> {
    const terms = searchTerms(text)
    if (terms.length === 0) return { hits: [], more: false, indexed: this.#database !== null }
    let indexed = this.#queue.isDone
    for (;;) {
      const ids = this.#attempt((database) => database.find(terms, limit + 1, before))
      if (ids === null) return this.#scan(terms, limit, before)
      if (this.#queue.covers(ids[limit], before)) {
        const hits = this.#attempt((database) =>
          ids.slice(0, limit).map((id) => ({ id, ...tell(findIn(database.read(id), terms)) })),
        )
        if (hits !== null) return { hits, more: ids.length > limit, indexed }
      }
      indexed = false
      await this.#nextProgress()
    }
  }

  async #scan(terms: readonly string[], limit: number, before: string | undefined): Promise<SearchResult> {
    const hits: ({ readonly id: string } & Found)[] = []
    for (const id of [...this.#sessions.keys()].sort().reverse()) {
      if (before !== undefined && id >= before) continue
      const text = await this.#reader.readWhole(id)
      const found = this.#sessions.has(id) ? findIn(searchText(text, this.#labelOf(id)), terms) : null
      if (found) hits.push({ id, ...found })
      if (hits.length > limit) break
    }
    return { hits: hits.slice(0, limit), more: hits.length > limit, indexed: false }
  }

  #open(sessions: readonly Known[]): void {
    this.#note(sessions)
    this.#database = this.#openDatabase(false) ?? this.#openDatabase(true)
    this.#attempt((database) => {
      const indexed = new Map(database.sessions().map((session) => [session.id, session]))
      database.remove([...indexed.keys()].filter((id) => !this.#sessions.has(id)))
      this.#queue.add(sessions.filter(({ id, bytes }) => indexed.get(id)?.bytes !== bytes).map(({ id }) => id))
      const renamed = sessions.filter(({ id, label }) => indexed.get(id)?.label !== format(label))
      this.#relabel(renamed.map(({ id, label }) => [id, label]))
    })
  }

  #openDatabase(isFresh: boolean): SearchDatabase | null {
    if (this.#failures > mostFailures) return null
    try {
      return this.#options.openDatabase?.(isFresh) ?? null
    } catch {
      this.#failures += 1
      return null
    }
  }

  #note(sessions: readonly Known[]): void {
    for (const { id, bytes, isFinal, label } of sessions) {
      this.#sessions.set(id, { bytes, isFinal })
      this.#labels.set(id, label)
    }
  }

  #add(sessions: readonly Known[]): void {
    this.#note(sessions)
    // After everything was forgotten there is none.
    this.#database ??= this.#openDatabase(false)
    if (this.#database) this.#queue.add(sessions.map(({ id }) => id))
  }

  #relabel(labels: readonly (readonly [string, SessionLabel])[]): void {
    for (const [id, label] of labels) {
      this.#labels.set(id, label)
      // What is not in the index yet comes with its label.
      if (!this.#sessions.has(id) || this.#queue.has(id)) continue
      this.#attempt((database) => database.relabel(id, format(label), searchText(nothingRecorded, label)))
    }
  }

  #forget(ids: readonly string[]): void {
    for (const id of ids) {
      for (const map of [this.#sessions, this.#labels, this.#queue]) map.delete(id)
      this.#reader.forget(id)
    }
    this.#attempt((database) => database.remove(ids))
    this.#tellProgress()
  }

  #purge(): void {
    for (const map of [this.#sessions, this.#labels]) map.clear()
    this.#attempt((database) => database.clear())
    this.#close()
    this.#options.removeDatabase()
  }

  #close(): void {
    this.#era += 1
    this.#queue.clear()
    this.#reader.forgetAll()
    this.#closeDatabase()
    this.#tellProgress()
  }

  #closeDatabase(): void {
    try {
      this.#database?.close()
    } catch {
      // What is damaged is thrown away.
    }
    this.#database = null
  }

  #labelOf(id: string): SessionLabel {
    return this.#labels.get(id) ?? noLabel
  }

  /** @returns whether there is more to do */
  async #work(ms: number): Promise<boolean> {
    this.#workUntil = Math.max(this.#workUntil, performance.now() + ms)
    if (this.#isWorking) return true
    this.#isWorking = true
    while (this.#mayGoOn()) await this.#indexNext()
    this.#isWorking = false
    return this.#queue.hasNext
  }

  #mayGoOn(): boolean {
    return this.#database !== null && this.#queue.hasNext && this.#hasTime()
  }

  #hasTime(): boolean {
    return this.#progress.length > 0 || performance.now() < this.#workUntil
  }

  async #indexNext(): Promise<void> {
    const era = this.#era
    const documents = await this.#readNext()
    if (era !== this.#era) return
    // Some may have been deleted while others were read.
    const wanted = documents.filter(({ id }) => this.#sessions.has(id))
    const isStored = this.#attempt((database) => {
      database.put(wanted)
      return true
    })
    if (isStored) for (const { id } of documents) this.#queue.finish(id)
    this.#tellProgress()
  }

  async #readNext(): Promise<Document[]> {
    const documents: Document[] = []
    const era = this.#era
    for (let size = 0; documents.length < mostDocuments && size < mostCharacters && era === this.#era;) {
      if (documents.length > 0 && !this.#hasTime()) break
      const id = this.#queue.take()
      const session = id === undefined ? undefined : this.#sessions.get(id)
      if (id === undefined || session === undefined) break
      const recorded = await this.#reader.readOn(id, session.isFinal)
      const label = this.#labelOf(id)
      documents.push({ id, bytes: session.bytes, label: format(label), text: searchText(recorded, label) })
      size += recorded.request.length + recorded.answer.length
    }
    return documents
  }

  /** null without an index, also when it broke just now; then it is begun anew. */
  #attempt<T>(run: (database: SearchDatabase) => T): T | null {
    if (this.#database === null) return null
    try {
      return run(this.#database)
    } catch {
      this.#failures += 1
      this.#closeDatabase()
      this.#database = this.#openDatabase(true)
      this.#reader.forgetAll()
      this.#queue.clear()
      if (this.#database) this.#queue.add(this.#sessions.keys())
      return null
    }
  }

  #nextProgress(): Promise<void> {
    const next = new Promise<void>((resolve) => this.#progress.push(resolve))
    void this.#work(0)
    return next
  }

  #tellProgress(): void {
    for (const resolve of this.#progress.splice(0)) resolve()
  }
}

const nothingRecorded: RecordedText = { request: '', answer: '', error: '', model: '' }
const format = (label: SessionLabel): string => JSON.stringify(label)
/** The index folds letters that this does not: then what was found is not shown. */
const tell = (found: Found | null): Found => found ?? { where: 'request', excerpt: '' }
