// Turns a running exchange into frames. The live path only pushes onto an array; encoding, storing and telling the window
// happen a few times a second, whatever the stream does.
import { formatLine } from '#shared/session/jsonl'
import type { Frame, FrameBody, SessionHeader } from '#shared/session/frame'
import { applyFrame } from '#shared/session/apply-frame'
import { createSummary, type SessionSummary } from '#shared/session/summary'
import type { Clock } from '../ports'
import { cleanLine, mayHoldSecret } from './redact'

/** Where lines go. `append` calls back when they are on disk (or given up on). */
export type SessionSink = {
  readonly open: (header: SessionHeader) => void
  readonly append: (id: string, lines: string, written: () => void) => void
  /** No more lines will come; the summary is final. */
  readonly close: (summary: SessionSummary) => void
}

export type Recorder = {
  readonly open: (id: string) => Recording
  /** Hands everything recorded so far to the sink now. */
  readonly flush: () => void
}

export type RecorderOptions = {
  readonly sink: SessionSink
  readonly clock: Clock
  readonly app: string
  /** Values that must never be in a frame: the gateway's token and every provider key. Looked at anew for every frame. */
  readonly secrets: readonly string[]
  readonly changed: (summaries: readonly SessionSummary[]) => void
}

const flushIntervalMs = 25

export function createRecorder(options: RecorderOptions): Recorder {
  const dirty = new Set<Recording>()
  let scheduled = false

  const flush = () => {
    scheduled = false
    const batch = [...dirty]
    dirty.clear()
    for (const recording of batch) recording.flush()
    if (batch.length > 0) options.changed(batch.map((r) => ({ ...r.summary })))
  }
  const touch = (recording: Recording) => {
    dirty.add(recording)
    if (scheduled) return
    scheduled = true
    options.clock.after(flushIntervalMs, flush)
  }
  return { open: (id) => new Recording(id, options, touch), flush }
}

type Pending = { readonly at: number; readonly body: FrameBody } | Received | Heard
/** The events of one read. */
type Received = {
  readonly at: number
  readonly turn: number
  readonly events: readonly Uint8Array[]
  readonly out: number
}
/** What a provider said that the client is told in other words. */
type Heard = { readonly at: number; readonly turn: number; readonly attempt: number; readonly bytes: Uint8Array }

export class Recording {
  readonly id: string
  readonly summary: SessionSummary
  readonly #options: RecorderOptions
  readonly #touch: (recording: Recording) => void
  readonly #header: SessionHeader
  readonly #start: number
  /** Besides those of the gateway, which may become more while this runs. */
  #ownSecrets: readonly string[] = []
  #pending: Pending[] = []
  #seq = 0
  #isOpen = false
  #isClosed = false

  constructor(id: string, options: RecorderOptions, touch: (recording: Recording) => void) {
    this.id = id
    this.#options = options
    this.#touch = touch
    this.#start = options.clock.monotonic()
    this.#header = {
      format: 'gatescope.session',
      version: 2,
      id,
      startedAt: options.clock.now(),
      app: options.app,
      origin: null,
    }
    this.summary = createSummary(this.#header)
  }

  /** What must not be in this session's frames either: the credential its client brought along. */
  conceal(secrets: readonly string[]): void {
    this.#ownSecrets = [...this.#ownSecrets, ...secrets]
  }

  record(body: FrameBody): void {
    this.#push({ at: this.#options.clock.monotonic(), body })
  }

  /**
   * The hot path: the events that one read brought, as bytes, after they were handed to the client's socket. `at` is the
   * moment they came from upstream (monotonic ms).
   */
  received(turn: number, events: readonly Uint8Array[], at: number): void {
    this.#push({ at, turn, events, out: this.#options.clock.monotonic() - at })
  }

  /** What the provider said, by reference as well, before the events it caused. */
  upstream(turn: number, attempt: number, bytes: Uint8Array, at = this.#options.clock.monotonic()): void {
    this.#push({ at, turn, attempt, bytes })
  }

  /** A late word about a session whose file is closed has nowhere to go. */
  #push(pending: Pending): void {
    if (this.#isClosed) return
    this.#pending.push(pending)
    if (this.#pending.length === 1) this.#touch(this)
  }

  flush(): void {
    const pending = this.#pending
    if (pending.length === 0) return
    this.#pending = []
    let header = ''
    if (!this.#isOpen) {
      this.#isOpen = true
      this.#options.sink.open(this.#header)
      header = formatLine(this.#header)
    }
    const { frames, lines } = cleanFrames(pending.flatMap(this.#toFrames), [
      ...this.#options.secrets,
      ...this.#ownSecrets,
    ])
    for (const frame of frames) applyFrame(this.summary, frame)
    const recorded = this.#seq
    this.#options.sink.append(this.id, header + lines, () => {
      this.summary.stored = recorded
      this.#touch(this)
    })
    if (!this.summary.closed) return
    this.#isClosed = true
    this.#options.sink.close(this.summary)
  }

  #toFrames = (entry: Pending): Frame | Frame[] => {
    const at = milliseconds(entry.at - this.#start)
    if ('body' in entry) return { seq: this.#seq++, at, ...entry.body }
    if ('bytes' in entry) {
      const { turn, attempt, bytes } = entry
      return { seq: this.#seq++, at, kind: 'upstream', turn, attempt, text: textOf(bytes) }
    }
    const { events, turn } = entry
    const out = milliseconds(entry.out)
    return events.map((bytes) => ({ seq: this.#seq++, at, kind: 'received', turn, text: textOf(bytes), out }))
  }
}

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')

type Cleaned = { readonly frames: readonly Frame[]; readonly lines: string }

/** Secrets leave the texts of frames before anything reads them; names and kinds are never touched. */
function cleanFrames(frames: readonly Frame[], secrets: readonly string[]): Cleaned {
  const lines = frames.map(formatLine)
  const whole = lines.join('')
  // Looked for in all lines at once: nearly always there is nothing to find.
  if (!mayHoldSecret(whole, secrets)) return { frames, lines: whole }
  const clean = frames.map((frame, index) => {
    const line = lines[index] ?? ''
    return mayHoldSecret(line, secrets) ? cleanLine(line, secrets) : frame
  })
  return { frames: clean, lines: clean.map(formatLine).join('') }
}

const milliseconds = (ms: number): number => Math.round(ms * 1000) / 1000
