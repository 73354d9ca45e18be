import { applyEdits, type TapeEdit } from '#shared/replay/edits'
import type { Frame } from '#shared/session/frame'
import { host } from '../../host/index'
import { FrameLog, recordedLog } from '../../state/frame-log'
import { nextTask } from '../../state/next-task'
import { startReplay } from '../../state/replay'
import { sayFailure, selectSession, store } from '../../state/store'
import { addEdit, changeTape, removeEdit, tapeOf } from '../../state/tape'

export const edit = (sessionId: string, change: TapeEdit): void =>
  changeTape(sessionId, (history) => addEdit(history, change))

/** Made where it is not, taken back where it is. */
export function toggleEdit(sessionId: string, kind: 'drop' | 'duplicate' | 'cut', seq: number): void {
  const made = tapeOf(sessionId).edits.find((other) => other.kind === kind && other.seq === seq)
  changeTape(sessionId, (history) => (made ? removeEdit(history, made) : addEdit(history, { kind, seq })))
}

/** The edited tape plays at once. */
export async function previewTape(sessionId: string): Promise<void> {
  const { edits } = tapeOf(sessionId)
  const frames = applyEdits(await readWhole(recordedLog(sessionId)), edits)
  if (store.getState().editing !== sessionId) return
  const tape = new FrameLog()
  void fill(tape, frames)
  startReplay({ tape, frames: frames.length, edits: edits.length })
}

/** Kept as a session of its own, which is then shown. */
export async function saveVariant(sessionId: string, name: string): Promise<void> {
  const { edits } = tapeOf(sessionId)
  try {
    const saved = await host.call('tape.save', {
      id: sessionId,
      edits: [...edits],
      ...(name.trim() === '' ? {} : { name: name.trim() }),
    })
    selectSession(saved.id)
  } catch (error) {
    sayFailure('Not saved', error)
  }
}

/** Every frame with its text: those that are not held are waited for. */
async function readWhole(log: FrameLog): Promise<readonly Frame[]> {
  const frames: Frame[] = []
  while (frames.length < log.length) {
    const frame = log.frame(frames.length)
    if (frame === null) await changeOf(log)
    else frames.push(frame)
  }
  return frames
}

const changeOf = (log: FrameLog): Promise<void> =>
  new Promise((resolve) => {
    const leave = log.subscribe(() => {
      leave()
      resolve()
    })
  })

const slice = 1_024

/** A long tape goes on being laid down while it plays. */
async function fill(tape: FrameLog, frames: readonly Frame[]): Promise<void> {
  for (let i = 0; i < frames.length; i += slice) {
    tape.append(frames.slice(i, i + slice))
    await nextTask()
  }
}
