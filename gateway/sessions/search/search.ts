// The library's side of searching: tells the worker what there is to be searched, lets it work while nothing is recorded, and
// asks it. The worker is started in the first quiet moment, or when it is first needed. Without one, or once it has failed, this
// thread reads the files itself: slower, and nothing else is different.
import { rm } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { HostError } from '#shared/contract/host'
import type { SearchResult, SessionLabels } from '#shared/contract/sessions'
import { noLabel, type SessionLabel } from '#shared/session/label'
import type { Clock, Log } from '../../ports'
import type { Answer, Call, Known, Order, SearchAsk } from './orders'
import { Searcher } from './searcher'
import type { SearchWorkerData } from './worker'

const startAfterMs = 2_000
const tellAfterMs = 1_000
/** How long the worker works at a time, and how often: not before nothing has been recorded for a while. */
const workMs = 100
const workEveryMs = 250
const quietAfterMs = 2_000
const closeWithinMs = 1_000

export type SearchOptions = SearchWorkerData & {
  readonly clock: Clock
  readonly log: Log
  /** The built file of the worker. */
  readonly worker: string | undefined
}

type Waiting = {
  readonly order: Order
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

export class SessionSearch {
  readonly #options: SearchOptions
  readonly #sessions = new Map<string, { readonly bytes: number; readonly isFinal: boolean }>()
  readonly #labels = new Map<string, SessionLabel>()
  /** Not told yet. */
  readonly #news = new Set<string>()
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | null = null
  /** Reads the files in this thread. */
  #here: Searcher | null = null
  #calls = 0
  #activeAt = -Infinity
  #cancel: (() => void) | null = null
  #isClosed = false

  constructor(options: SearchOptions) {
    this.#options = options
  }

  /** What the library holds as it is opened. */
  opened(sessions: readonly Omit<Known, 'isFinal'>[]): void {
    for (const { id, bytes, label } of sessions) {
      this.#sessions.set(id, { bytes, isFinal: true })
      this.#labels.set(id, label)
    }
    if (this.#options.worker !== undefined) this.#workAfter(startAfterMs)
  }

  stored(id: string, bytes: number, isFinal: boolean): void {
    this.#sessions.set(id, { bytes, isFinal })
    this.#news.add(id)
    if (this.#options.worker !== undefined) this.#workAfter(tellAfterMs)
  }

  /** Something is being recorded. */
  noteActivity(): void {
    this.#activeAt = this.#options.clock.monotonic()
  }

  label(labels: SessionLabels): void {
    for (const [id, label] of Object.entries(labels)) this.#labels.set(id, label)
    if (this.#isStarted) this.#post({ kind: 'label', labels })
  }

  /** Also what an earlier run has indexed must go. */
  forget(ids: readonly string[]): void {
    for (const id of ids) for (const map of [this.#sessions, this.#labels, this.#news]) map.delete(id)
    if (this.#isStarted) this.#post({ kind: 'forget', ids })
    else if (this.#options.worker !== undefined) this.#start()
  }

  async purge(): Promise<void> {
    for (const map of [this.#sessions, this.#labels, this.#news]) map.clear()
    this.#stopWaiting()
    if (this.#isStarted) await this.#ask({ kind: 'purge' })
    // The worker has done it, unless there is none.
    if (this.#worker === null) await rm(this.#options.indexFolder, { recursive: true, force: true })
  }

  async search(ask: SearchAsk): Promise<SearchResult> {
    this.#start()
    this.#tellNews()
    return (await this.#ask({ kind: 'search', ask })) as SearchResult
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#stopWaiting()
    const worker = this.#worker
    if (worker === null) return
    const late = new Promise<void>((resolve) => (this.#cancel = this.#options.clock.after(closeWithinMs, resolve)))
    await Promise.race([this.#ask({ kind: 'close' }), late])
    this.#stopWaiting()
    this.#worker = null
    await worker.terminate()
  }

  get #isStarted(): boolean {
    return this.#worker !== null || this.#here !== null
  }

  #start(): void {
    if (this.#isStarted || this.#isClosed) return
    const { worker: file, folder, indexFolder, log } = this.#options
    if (file === undefined) return this.#searchHere()
    const data: SearchWorkerData = { folder, indexFolder }
    // Nothing of what a thread prints by itself is for the terminal of whoever runs the gateway.
    const worker = new Worker(file, { workerData: data, stdout: true, stderr: true })
    worker.unref()
    worker.on('message', (answer: Answer) => this.#settle(answer))
    const fail = (reason: string) => {
      if (this.#worker !== worker) return
      this.#worker = null
      log(`session search has no worker: ${reason}`)
      this.#searchHere()
    }
    worker.on('error', (error) => fail(error.message))
    worker.on('exit', (code) => fail(`it ended with code ${code}`))
    this.#worker = worker
    this.#tellAll()
    this.#workAfter(tellAfterMs)
  }

  #searchHere(): void {
    this.#here = new Searcher({ folder: this.#options.folder, openDatabase: null, removeDatabase: () => {} })
    this.#tellAll()
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { order, resolve, reject } of waiting) void this.#ask(order).then(resolve, reject)
  }

  #tellAll(): void {
    this.#news.clear()
    this.#post({ kind: 'opened', sessions: [...this.#sessions.keys()].map(this.#known) })
  }

  #tellNews(): void {
    if (this.#news.size === 0 || !this.#isStarted) return
    this.#post({ kind: 'stored', sessions: [...this.#news].map(this.#known) })
    this.#news.clear()
  }

  #known = (id: string): Known => ({
    id,
    ...(this.#sessions.get(id) ?? { bytes: 0, isFinal: true }),
    label: this.#labels.get(id) ?? noLabel,
  })

  #post(order: Order): void {
    void this.#ask(order).catch((error: Error) => this.#options.log(`session search: ${error.message}`))
  }

  #ask(order: Order): Promise<unknown> {
    if (this.#here) return this.#here.take(order)
    const worker = this.#worker
    if (worker === null) return Promise.reject(new HostError('search_closed', 'The gateway is stopping.'))
    this.#calls += 1
    const call: Call = { call: this.#calls, order }
    return new Promise((resolve, reject) => {
      this.#waiting.set(call.call, { order, resolve, reject })
      worker.postMessage(call)
    })
  }

  #settle({ call, value, error }: Answer): void {
    const waiting = this.#waiting.get(call)
    this.#waiting.delete(call)
    if (error === null) waiting?.resolve(value)
    else waiting?.reject(new HostError('search_failed', error))
  }

  #workAfter(ms: number): void {
    if (this.#isClosed) return
    this.#cancel ??= this.#options.clock.after(ms, () => {
      this.#cancel = null
      void this.#work().catch((error: Error) => {
        if (!this.#isClosed) this.#options.log(`session search: ${error.message}`)
      })
    })
  }

  async #work(): Promise<void> {
    const isQuiet = this.#options.clock.monotonic() - this.#activeAt >= quietAfterMs
    if (!isQuiet) return this.#workAfter(quietAfterMs)
    this.#start()
    this.#tellNews()
    const isMore = await this.#ask({ kind: 'work', ms: workMs })
    if (isMore === true) this.#workAfter(workEveryMs)
  }

  #stopWaiting(): void {
    this.#cancel?.()
    this.#cancel = null
  }
}
