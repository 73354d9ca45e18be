// A session with its tape edited, kept beside the one it was: read, edited and written a piece at a time.
import { HostError } from '#shared/contract/host'
import { createTapeEditor, type TapeEdit } from '#shared/replay/edits'
import type { Frame, SessionHeader } from '#shared/session/frame'
import type { SessionPiece } from './library'
import type { SessionStore } from './store'

/** @throws HostError `session_not_found`, `session_unreadable` or `invalid_edit`; nothing is kept then */
export async function saveVariant(
  store: Pick<SessionStore, 'pieces' | 'add'>,
  id: string,
  edits: readonly TapeEdit[],
  now: number,
): Promise<string> {
  const pieces = store.pieces(id)
  const first = await pieces.next()
  if (first.done) throw new HostError('session_unreadable', `Session ${id} has no frames.`)
  const header: SessionHeader = { ...first.value.header, startedAt: now, origin: { kind: 'variant', of: id } }
  return store.add(header, edited(first.value, pieces, edits))
}

async function* edited(
  first: SessionPiece,
  rest: AsyncIterable<SessionPiece>,
  edits: readonly TapeEdit[],
): AsyncGenerator<Frame> {
  const editor = createTapeEditor(edits)
  for (const frame of first.frames) yield* editor.apply(frame)
  for await (const { frames } of rest) {
    if (editor.isCut()) break
    for (const frame of frames) yield* editor.apply(frame)
  }
  const [unused] = editor.unused()
  if (unused) throw new HostError('invalid_edit', `The edit "${unused.kind}" cannot be made to frame ${unused.seq}.`)
}
