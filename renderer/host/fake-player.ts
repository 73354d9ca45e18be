// Plays scripts into sessions as a gateway would record them: by the clock, or all at once.
import { HostError } from '#shared/contract/host'
import type { Result } from '#shared/contract/commands'
import type { Frame, Origin } from '#shared/session/frame'
import { formatLine } from '#shared/session/jsonl'
import { applyFrame } from '#shared/session/apply-frame'
import { createSummary, type SessionSummary } from '#shared/session/summary'
import type { Script } from './fake-frames'

export type Playing = {
  readonly summary: SessionSummary
  text: string
  script: Script
  /** When the clock of its script began; moved on when a pause has ended it. */
  started: number
  at: number
  next: number
  timer: ReturnType<typeof setInterval> | null
}

const tick = 25

export type Play = (script: Script, startedAt: number, live: boolean, origin?: Origin) => SessionSummary

export function createPlayer(tell: (summary: SessionSummary) => void) {
  const sessions: Playing[] = []
  const say = (playing: Playing) => tell({ ...playing.summary })

  function run(playing: Playing): void {
    playing.timer ??= setInterval(() => advance(playing) && say(playing), tick)
  }

  const play: Play = (script, startedAt, live, origin) => {
    const id = `ses_${(sessions.length + 1).toString(36).padStart(6, '0')}`
    const summary = createSummary({ id, startedAt, origin: origin ?? null })
    const playing: Playing = { summary, text: '', script, started: performance.now(), at: 0, next: 0, timer: null }
    sessions.unshift(playing)
    if (live) run(playing)
    else while (recordNext(playing));
    return summary
  }

  /** More of a session that has come to its end, or is on its way there. */
  function playOn(playing: Playing, more: Script): void {
    playing.script = [...playing.script, ...more]
    if (playing.timer === null) playing.started = performance.now() - playing.at
    run(playing)
  }

  function abort(playing: Playing): void {
    stop(playing)
    const at = performance.now() - playing.started
    record(playing, { seq: playing.next, at, kind: 'closed', by: 'client', code: null, reason: '' })
    say(playing)
  }

  return {
    sessions,
    play,
    playOn,
    abort,
    find: (requestId: string) => sessions.find(({ summary }) => summary.clientRequestId === requestId),
    list: () => ({ sessions: sessions.map(({ summary }) => ({ ...summary })), total: sessions.length }),
    read: (id: string, from: number) => read(sessions, id, from),
  }
}

/** Records what is due by now; true when anything was. */
function advance(playing: Playing): boolean {
  const now = performance.now() - playing.started
  const before = playing.next
  while (playing.at + (playing.script[playing.next]?.after ?? Infinity) <= now) recordNext(playing)
  if (playing.next >= playing.script.length) stop(playing)
  return playing.next > before
}

function recordNext(playing: Playing): boolean {
  const step = playing.script[playing.next]
  if (!step) return false
  playing.at += step.after
  record(playing, { seq: playing.next, at: playing.at, ...step.body } as Frame)
  playing.next += 1
  return true
}

function record(playing: Playing, frame: Frame): void {
  playing.text += formatLine(frame)
  applyFrame(playing.summary, frame)
  playing.summary.stored = playing.summary.frames
}

function stop(playing: Playing): void {
  if (playing.timer !== null) clearInterval(playing.timer)
  playing.timer = null
}

/** Whole lines from `from`, up to about 1 MiB, as the gateway reads its files. */
function read(sessions: readonly Playing[], id: string, from: number): Result<'session.read'> {
  const playing = sessions.find(({ summary }) => summary.id === id)
  if (!playing) throw new HostError('not_found', `There is no session ${id}.`)
  const whole = playing.text
  const end = whole.length - from <= 1_048_576 ? whole.length : whole.lastIndexOf('\n', from + 1_048_576) + 1
  return { text: whole.slice(from, end), next: end, atEnd: end === whole.length }
}
