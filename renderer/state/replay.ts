// Plays a recorded session again: the replay clock says what is due, a log of its own brings it to the views, and the store
// holds where that is. Nothing is asked of the gateway but texts of the session's own file.
import {
  createClock,
  pause,
  play,
  readClock,
  seekFrame,
  seekTime,
  setSpeed,
  speeds,
  stepBy,
  type ReplayClock,
  type Times,
} from '#shared/replay/clock'
import { isRunning } from '#shared/inspect/verdict'
import type { SessionSummary } from '#shared/session/summary'
import { useNow } from '../ui/use-now'
import { putOnStage, recordedLog, type FrameLog } from './frame-log'
import { nextTask } from './next-task'
import { ReplayLog } from './replay-log'
import { findSession, store, useStore } from './store'

type Player = {
  readonly recorded: SessionSummary
  readonly tape: FrameLog
  readonly edits: number
  /** Frames there will be on the tape: it may still be on its way into the window. */
  readonly frames: number
  readonly leave: () => void
  clock: ReplayClock
  log: ReplayLog
}

/** Work between two painted frames; the rest belongs to the reader. */
const budgetMs = 8

let player: Player | null = null
/** As it was chosen last. */
let speed = 1
let scheduled = 0
/** Counts looks at the clock: only the last one has another follow it. */
let look = 0

/** Only what has ended can be seen again. */
export const canReplay = (session: SessionSummary | null): session is SessionSummary =>
  session !== null && session.closed && session.stored > 0

/** An edit is made to all of a tape, which has to be here for that. */
const mostEdited = 100_000

export const canEdit = (session: SessionSummary | null): session is SessionSummary =>
  canReplay(session) && session.stored <= mostEdited

/** What may be played in place of what was recorded: how many frames it will have, and how many edits made it. */
export type EditedTape = { readonly tape: FrameLog; readonly frames: number; readonly edits: number }

/** From the beginning. */
export function startReplay(edited: EditedTape | null = null): void {
  const state = store.getState()
  const recorded = findSession(state, state.selectedId)
  if (!canReplay(recorded)) return
  leaveReplay()
  const { tape, frames, edits } = edited ?? { tape: recordedLog(recorded.id), frames: recorded.stored, edits: 0 }
  const clock = play(createClock(speed), performance.now())
  const leave = tape.subscribe(goOn)
  player = { recorded, tape, edits, frames, leave, clock, log: new ReplayLog(tape, recorded, frames) }
  putOnStage(recorded.id, player.log)
  store.setState({ selectedSeq: null })
  tick()
}

export function leaveReplay(): void {
  if (player === null) return
  cancelAnimationFrame(scheduled)
  player.leave()
  player.log.close()
  putOnStage(player.recorded.id, null)
  player = null
  store.setState({ replay: null, selectedSeq: null })
}

export const toggleReplay = (): void => (player === null ? startReplay() : leaveReplay())

/** Between changing the tape of the selected session, whose frames then stand still, and looking at it. */
export function toggleEditing(): void {
  const { screen, selectedId, editing, replay } = store.getState()
  const session = findSession(store.getState(), selectedId)
  if (screen !== 'live' || !canEdit(session)) return
  const isOn = editing === session.id && replay === null
  const at = replay === null || replay.edits > 0 ? null : replay.shown - 1
  leaveReplay()
  store.setState({ editing: isOn ? null : session.id, tab: 'events', ...(at === null ? {} : { selectedSeq: at }) })
}

/** At the end it begins anew. */
export const togglePlay = (): void =>
  change((clock, now, times) => {
    if (clock.since !== null) return pause(clock, now, times)
    const from = clock.shown >= times.length ? seekFrame(clock, now, times, 0) : clock
    return play(from, now)
  })

export const step = (by: number): void => change((clock, now, times) => stepBy(clock, now, times, by))

export const seekToTime = (time: number): void => change((clock, now, times) => seekTime(clock, now, times, time))

export const seekToFrame = (shown: number): void => change((clock, now, times) => seekFrame(clock, now, times, shown))

export function chooseSpeed(chosen: number): void {
  speed = chosen
  change((clock, now, times) => setSpeed(clock, now, times, chosen))
}

export const changeSpeed = (by: 1 | -1): void => chooseSpeed(speeds[speeds.indexOf(speed) + by] ?? speed)

/** To the frame that begins the next turn or attempt, or the one before; else to the end or the beginning. */
export function stepTurn(by: 1 | -1): void {
  change((clock, now, times) => {
    const { shown } = readClock(clock, now, times)
    const begins = [...(player?.tape.wholes() ?? [])].filter(({ kind }) => kind === 'sent' || kind === 'attempted')
    const places = begins.map(({ seq }) => seq + 1)
    const next = by > 0 ? places.find((place) => place > shown) : places.filter((place) => place < shown).at(-1)
    return pause(seekFrame(clock, now, times, next ?? (by > 0 ? times.length : 0)), now, times)
  })
}

/** What is on the tape that plays; null: none does. */
export const playedTape = (): FrameLog | null => player?.tape ?? null

type Change = (clock: ReplayClock, now: number, times: Times) => ReplayClock

function change(next: Change): void {
  if (player === null) return
  player.clock = next(player.clock, performance.now(), player.tape)
  tick()
}

function tick(): void {
  if (player === null) return
  cancelAnimationFrame(scheduled)
  const mine = (look += 1)
  const { tape, clock, frames } = player
  const now = performance.now()
  const { time, shown } = readClock(clock, now, tape)
  if (shown < player.log.length) beginAnew(player)
  const isThere = player.log.advance(shown, budgetMs)
  if (isThere && shown === tape.length && tape.length >= frames) player.clock = pause(clock, now, tape)
  publish(player, time, shown)
  // What is behind catches up as fast as the window has time; a clock needs to be looked at once for each painted frame.
  if (!isThere && !player.log.isWaiting) void nextTask().then(() => mine === look && tick())
  else if (player.clock.since !== null) scheduled = requestAnimationFrame(tick)
}

/** Texts that were waited for have come. */
function goOn(): void {
  if (player !== null && player.log.read < player.log.length && !player.log.isWaiting) tick()
}

/** A log only grows: what lies before it is told again from the beginning. */
function beginAnew(of: Player): void {
  of.log.close()
  of.log = new ReplayLog(of.tape, of.recorded, of.frames)
  putOnStage(of.recorded.id, of.log)
}

function publish({ recorded, clock, log, tape, edits }: Player, time: number, shown: number): void {
  const { selectedSeq } = store.getState()
  // A long way to go is gone in steps, and the playhead goes along.
  const at = log.length < shown ? tape.at(log.length - 1) : time
  store.setState({
    replay: { id: recorded.id, clock, session: log.session, time: at, shown: log.length, edits },
    ...(selectedSeq !== null && selectedSeq >= shown ? { selectedSeq: null } : {}),
  })
}

/** It stands in the viewer, and ends where that shows something else. */
store.subscribe(({ selectedId, screen, compared }) => {
  if (player === null) return
  if (selectedId !== player.recorded.id || screen !== 'live' || compared !== null) leaveReplay()
})

/** To a tenth of a second: digits that change with every painted frame are no reading. */
const fine = 100

/** Unix milliseconds at which a session is looked at, as `useNow` tells them; in a replay those of the playhead. */
export function useNowOf(session: SessionSummary): number {
  const replayed = useStore(({ replay }) =>
    replay?.id === session.id ? session.startedAt + Math.floor(replay.time / fine) * fine : null,
  )
  const now = useNow(replayed === null && isRunning(session))
  return replayed ?? now
}
