// Editing the tape: what a session would have been if an event had been lost, doubled, late, different, or the connection cut.
// Pure, one frame after another, so a session of any length can be edited on its way into a new file. Nothing recorded is
// changed: the result is another session.
import { isTerminal, eventType } from '#shared/open-responses/events'
import type { Frame, FrameBody } from '#shared/session/frame'
import { isStreamed } from '#shared/session/jsonl'
import { streamsAfter } from '#shared/session/stream'

/** `seq` is that of the session as it was recorded, whatever the other edits do. */
export type TapeEdit =
  /** The event never came. */
  | { readonly kind: 'drop'; readonly seq: number }
  /** It came once more, at the same moment. */
  | { readonly kind: 'duplicate'; readonly seq: number }
  /** It and everything after it came `ms` milliseconds later. */
  | { readonly kind: 'delay'; readonly seq: number; readonly ms: number }
  /** It said something else: the exact text of an SSE block, message or body. */
  | { readonly kind: 'replace'; readonly seq: number; readonly text: string }
  /** It was the last one: then the connection broke. */
  | { readonly kind: 'cut'; readonly seq: number }

export type TapeEditKind = TapeEdit['kind']

/** What may be done to a frame: messages can be lost, doubled or different, a moment can be late, anything can be the last. */
export function editsFor(frame: Frame): readonly TapeEditKind[] {
  if (isStreamed(frame)) return ['drop', 'duplicate', 'delay', 'replace', 'cut']
  if (frame.kind === 'opened') return ['cut']
  return frame.kind === 'closed' ? ['delay'] : ['delay', 'cut']
}

/** The frames as they would have been. Edits that name no frame, or one they cannot be made to, change nothing. */
export function applyEdits(frames: readonly Frame[], edits: readonly TapeEdit[]): Frame[] {
  const editor = createTapeEditor(edits)
  return frames.flatMap(editor.apply)
}

export type TapeEditor = {
  /** What becomes of the next frame of the session. */
  readonly apply: (frame: Frame) => readonly Frame[]
  /** Nothing follows any more: the tape was cut. */
  readonly isCut: () => boolean
  /** Edits no frame was found for yet that they could be made to. What a cut took away needs no edit. */
  readonly unused: () => readonly TapeEdit[]
}

export function createTapeEditor(edits: readonly TapeEdit[]): TapeEditor {
  const bySeq = new Map<number, TapeEdit[]>()
  for (const edit of edits) bySeq.set(edit.seq, [...(bySeq.get(edit.seq) ?? []), edit])
  const unused = new Set(edits)
  const flight = new Flight()
  let seq = 0
  let late = 0
  let isCut = false
  const emit = (at: number, body: FrameBody): Frame => {
    const place = { seq, at: late === 0 ? at : milliseconds(at + late) }
    // The place stands first in a line of the file, and over that of the frame it was.
    const frame = { ...place, ...body, ...place }
    seq += 1
    flight.apply(frame)
    return frame
  }

  const apply = (frame: Frame): readonly Frame[] => {
    if (isCut) return []
    const possible = editsFor(frame)
    const wanted = (bySeq.get(frame.seq) ?? []).filter(({ kind }) => possible.includes(kind))
    for (const edit of wanted) unused.delete(edit)
    let copies = 1
    let body: FrameBody = frame
    for (const edit of wanted) {
      if (edit.kind === 'delay') late += Math.max(0, edit.ms)
      else if (edit.kind === 'duplicate') copies += 1
      else if (edit.kind === 'replace' && isStreamed(frame)) body = { ...frame, text: edit.text }
    }
    if (wanted.some(({ kind }) => kind === 'drop')) copies = 0
    const made = Array.from({ length: copies }, () => emit(frame.at, body))
    if (!wanted.some(({ kind }) => kind === 'cut')) return made
    isCut = true
    for (const edit of unused) if (edit.seq > frame.seq) unused.delete(edit)
    return [...made, ...flight.cut().map((ending) => emit(frame.at, ending))]
  }
  return { apply, isCut: () => isCut, unused: () => [...unused] }
}

/** How far each turn is, to end what a cut leaves open. */
class Flight {
  readonly #turns = new Map<number, { isServed: boolean; isWhole: boolean }>()
  #isSocket = false
  #isStream = false
  #events = 0

  apply(frame: Frame): void {
    this.#isStream = streamsAfter(this.#isStream, frame)
    const turn = 'turn' in frame ? this.#turns.get(frame.turn) : undefined
    if (frame.kind === 'opened') this.#isSocket = frame.transport === 'websocket'
    else if (frame.kind === 'sent') this.#turns.set(frame.turn, { isServed: false, isWhole: false })
    else if (frame.kind === 'ended') this.#turns.delete(frame.turn)
    else if (frame.kind === 'answered' && turn) turn.isServed = true
    else if (frame.kind === 'received') {
      this.#events += 1
      if (turn) turn.isWhole ||= !this.#isStream || isTerminal(eventType(frame.text))
    }
  }

  /** What a broken connection leaves on record. A refusal is whole without a word about its end. */
  cut(): readonly FrameBody[] {
    const detail = `The edited tape is cut after ${this.#events} event${this.#events === 1 ? '' : 's'}.`
    const endings = [...this.#turns].flatMap(([turn, { isServed, isWhole }]): FrameBody[] => {
      if (!isWhole) return [{ kind: 'ended', turn, how: 'cut', detail }]
      return isServed ? [{ kind: 'ended', turn, how: 'complete', detail: 'The answer was whole.' }] : []
    })
    return [...endings, { kind: 'closed', by: 'upstream', code: this.#isSocket ? 1006 : null, reason: '' }]
  }
}

const milliseconds = (ms: number): number => Math.round(ms * 1000) / 1000
