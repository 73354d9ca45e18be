// The frames of one session as far as the window has read them: append-only, outside Zustand. However fast frames come,
// readers hear of them once per painted frame.
import { useSyncExternalStore } from 'react'
import type { Frame } from '#shared/session/frame'

export type FrameLog = {
  readonly frames: readonly Frame[]
  readonly append: (frames: readonly Frame[]) => void
  /** For a reader that changed how frames are grouped: everybody looks again. */
  readonly refresh: () => void
  readonly version: () => number
  readonly subscribe: (listener: () => void) => () => void
}

/** Calls back before the next paint, or after a while in a window that does not paint. */
export type Schedule = (callback: () => void) => void

const slowest = 500

export const schedulePaint: Schedule = (callback) => {
  let called = false
  const once = () => {
    if (called) return
    called = true
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    callback()
  }
  const frame = requestAnimationFrame(once)
  const timer = setTimeout(once, slowest)
}

export function createFrameLog(schedule: Schedule = schedulePaint): FrameLog {
  const frames: Frame[] = []
  const listeners = new Set<() => void>()
  let version = 0
  let scheduled = false

  const flush = () => {
    scheduled = false
    version += 1
    for (const listener of listeners) listener()
  }

  const refresh = () => {
    if (scheduled) return
    scheduled = true
    schedule(flush)
  }

  return {
    frames,
    refresh,
    append(added) {
      for (const frame of added) frames.push(frame)
      if (added.length > 0) refresh()
    },
    version: () => version,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const logs = new Map<string, FrameLog>()

export function openLog(id: string): FrameLog {
  const log = logs.get(id) ?? createFrameLog()
  logs.set(id, log)
  return log
}

/** Forgets every log but these: what nobody looks at is on disk anyway. */
export function keepLogs(ids: ReadonlySet<string>): void {
  for (const id of logs.keys()) if (!ids.has(id)) logs.delete(id)
}

/** Something worked out of a log, frame by frame. Each frame is applied once, whoever asks. */
export type Fold<T> = { readonly value: T; readonly apply: (frame: Frame) => void }

/** Binds a fold to logs: reading catches up with the log, at the cost of the new frames only. */
export function createDerivation<T>(create: () => Fold<T>): (log: FrameLog) => T {
  const folds = new WeakMap<FrameLog, { readonly fold: Fold<T>; applied: number }>()
  return (log) => {
    const entry = folds.get(log) ?? { fold: create(), applied: 0 }
    folds.set(log, entry)
    for (; entry.applied < log.frames.length; entry.applied += 1) {
      const frame = log.frames[entry.applied]
      if (frame) entry.fold.apply(frame)
    }
    return entry.fold.value
  }
}

/** Renders again when the log has grown. The number is a key for memos: the arrays themselves keep their identity. */
export const useVersion = (log: FrameLog): number => useSyncExternalStore(log.subscribe, log.version)
