// The session file: JSON Lines. Line 1 is the header, every further line one frame, appended as it happens.
import { parseJson } from '#shared/json'
import type { Frame, SessionHeader } from '#shared/session/frame'

export class SessionFormatError extends Error {
  readonly code: 'not_a_session' | 'too_new' | 'broken_frame'
  constructor(code: SessionFormatError['code'], message: string) {
    super(message)
    this.name = 'SessionFormatError'
    this.code = code
  }
}

export const formatLine = (value: SessionHeader | Frame): string =>
  'kind' in value && isStreamed(value) ? formatStreamed(value) : `${JSON.stringify(value)}\n`

type Streamed = Extract<Frame, { kind: 'received' | 'upstream' }>

/** The kinds of frame there are thousands of, each with a text of its own. */
export const isStreamed = (frame: Frame): frame is Streamed => frame.kind === 'received' || frame.kind === 'upstream'

/** Writing out their form costs half of having it found out. */
const formatStreamed = (frame: Streamed): string => {
  const { seq, at, kind, turn, text } = frame
  const own = frame.kind === 'received' ? `"out":${frame.out}` : `"attempt":${frame.attempt}`
  return `{"seq":${seq},"at":${at},"kind":"${kind}","turn":${turn},"text":${JSON.stringify(text)},${own}}\n`
}

/** @throws SessionFormatError when the line is not the header of a session this version can read */
export function parseHeader(line: string): SessionHeader {
  const value = parseJson(line) as Partial<SessionHeader> | undefined
  if (value?.format !== 'gatescope.session' || typeof value.id !== 'string' || typeof value.startedAt !== 'number') {
    throw new SessionFormatError('not_a_session', 'The first line is not a Gatescope session header.')
  }
  return upgradeHeader(value) as SessionHeader
}

const latest = 2

/** From each version to the next: a file of any age is read as if it had been written today. */
const upgrades: Readonly<Record<number, (header: object) => object>> = {
  1: (header) => ({ ...header, version: 2, origin: null }),
}

function upgradeHeader(header: { readonly version?: unknown }): object {
  let upgraded: { readonly version?: unknown } = header
  while (upgraded.version !== latest) {
    const step = upgrades[Number(upgraded.version)]
    if (!step) {
      throw new SessionFormatError(
        'too_new',
        `This file has format version ${String(header.version)}; this app reads up to ${latest}.`,
      )
    }
    upgraded = step(upgraded)
  }
  return upgraded
}

/** @throws SessionFormatError when the line is not a frame */
export function parseFrame(line: string): Frame {
  const value = parseJson(line) as Partial<Frame> | undefined
  if (typeof value?.kind !== 'string' || typeof value.seq !== 'number' || typeof value.at !== 'number') {
    throw new SessionFormatError('broken_frame', `Not a frame: ${line.slice(0, 80)}`)
  }
  return value as Frame
}

/** The frames in a chunk of whole lines, as `session.read` returns it, or in those lines. A header line is skipped. */
export function parseFrames(text: string | readonly string[]): Frame[] {
  const frames: Frame[] = []
  for (const line of typeof text === 'string' ? text.split('\n') : text) {
    if (line !== '' && !line.startsWith('{"format"')) frames.push(parseFrame(line))
  }
  return frames
}
