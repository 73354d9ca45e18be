// Pulls the frames of the sessions on screen: one read in flight per session, on whenever more is stored than held. A long
// way behind, it fetches the outline first, so that the list, the axis and the counts are there before the texts are.
import type { Host } from '#shared/contract/host'
import { parseFrames } from '#shared/session/jsonl'
import { keepLogs, recordedLog, setLoader, type FrameLog, type Range } from '../state/frame-log'
import { nextTask } from '../state/next-task'
import { findSent, findSession, sayFailure, store } from '../state/store'

type Position = { next: number; outlined: number; atEnd: boolean; busy: boolean }

const retryAfter = 250
/** Frames behind which reading texts first would keep the reader waiting. */
const farBehind = 2_000
/** Work between two chances to paint: half a painted frame belongs to the reader. */
const budgetMs = 6
const slice = 64

/** Returns `readOn`: cheap to call on every change, it starts reads only where there is something to read. */
export function createReader(host: Host): () => void {
  const positions = new Map<string, Position>()

  setLoader((id, from) => void restore(id, from))

  function readOn(): void {
    const state = store.getState()
    const wanted = new Set<string>()
    if (state.selectedId !== null) wanted.add(state.selectedId)
    const sent = findSent(state)
    if (sent) wanted.add(sent.id)
    for (const id of state.compared ?? []) wanted.add(id)
    keepLogs(wanted)
    for (const id of positions.keys()) if (!wanted.has(id)) positions.delete(id)
    for (const id of wanted) {
      const position = positions.get(id) ?? { next: 0, outlined: 0, atEnd: false, busy: false }
      positions.set(id, position)
      if (!position.busy && lags(id, position)) void read(id, position)
    }
  }

  async function read(id: string, position: Position): Promise<void> {
    position.busy = true
    const log = recordedLog(id)
    const isWanted = () => positions.get(id) === position
    try {
      while (isWanted() && lags(id, position)) {
        await rest(log)
        if (isFarBehind(id, log)) await readOutline(host, id, position, isWanted)
        if (!isWanted() || !(await readTexts(host, id, position, isWanted))) break
      }
    } catch (error) {
      sayFailure('This session could not be read on', error)
    }
    position.busy = false
    if (isWanted() && lags(id, position)) setTimeout(readOn, retryAfter)
  }

  async function restore(id: string, from: number): Promise<void> {
    const log = recordedLog(id)
    try {
      const { text } = await host.call('session.read', { id, from })
      log.restore(from, parseFrames(text))
    } catch (error) {
      log.settle(from)
      sayFailure('These events could not be fetched', error)
    }
  }

  return readOn
}

/** Marks up to the end; the next are on their way while these are worked in. */
async function readOutline(host: Host, id: string, position: Position, isWanted: () => boolean): Promise<void> {
  const log = recordedLog(id)
  const ask = (from: number) => host.call('session.outline', { id, from })
  let from = Math.max(position.outlined, position.next)
  for (let coming = ask(from); ;) {
    const outline = await coming
    if (!isWanted()) return
    const goesOn = !outline.atEnd && outline.next > from
    from = outline.next
    if (goesOn) coming = ask(from)
    // Whoever leaves meanwhile does not wait for it.
    coming.catch(() => {})
    log.addOutline(outline)
    position.outlined = from
    if (!goesOn) return
  }
}

/** About a MiB; false when there was nothing to read. */
async function readTexts(host: Host, id: string, position: Position, isWanted: () => boolean): Promise<boolean> {
  const from = position.next
  const { text, next, atEnd } = await host.call('session.read', { id, from })
  await appendLines(text, { from, next }, recordedLog(id), isWanted)
  position.next = next
  position.atEnd = atEnd
  return next > from
}

/** Slice by slice, so that a window that reads a million events still answers its reader. */
async function appendLines(text: string, range: Range, log: FrameLog, isWanted: () => boolean): Promise<void> {
  const lines = text.split('\n')
  let until = performance.now() + budgetMs
  for (let i = 0; i < lines.length && isWanted(); i += slice) {
    log.append(parseFrames(lines.slice(i, i + slice)), range)
    if (performance.now() < until) continue
    await nextTask()
    await rest(log)
    until = performance.now() + budgetMs
  }
}

/** Until when somebody is likely to be moving through a list. */
let movingUntil = 0
const restMs = 120
globalThis.addEventListener?.('scroll', () => (movingUntil = performance.now() + restMs), {
  capture: true,
  passive: true,
})

/** Texts of what is listed already can wait while the reader moves; a stream that is followed scrolls by itself and may not. */
async function rest(log: FrameLog): Promise<void> {
  for (let left = Infinity; left > 0 && log.length - log.read > farBehind;) {
    left = movingUntil - performance.now()
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left))
  }
}

/** As long as the texts are, marks go first to the very last frame. */
const isFarBehind = (id: string, log: FrameLog): boolean =>
  storedOf(id) > log.length && storedOf(id) - log.read > farBehind

const storedOf = (id: string): number => findSession(store.getState(), id)?.stored ?? 0

function lags(id: string, position: Position): boolean {
  if (findSession(store.getState(), id) === null || store.getState().connection === 'lost') return false
  return !position.atEnd || storedOf(id) > recordedLog(id).read
}
