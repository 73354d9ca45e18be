import type { Frame, FrameKind } from '#shared/session/frame'
import type { Glyph } from '../../../ui/kinds'

export type FrameOf<K extends FrameKind> = Extract<Frame, { kind: K }>

/** Seen from the client: it sent, it received, the provider told the gateway, or the gateway did something of its own. */
export type Direction = 'sent' | 'received' | 'upstream' | 'inside'

export type Words = { readonly glyph: Glyph; readonly title: string; readonly preview: string }

/** How one kind of frame is shown. `name` is the event type of a received stream event, empty for anything else. */
export type FrameView<K extends FrameKind> = {
  readonly direction: Direction
  describe(frame: FrameOf<K>, name: string): Words
  /** The exact text that was recorded, for the detail drawer. */
  raw(frame: FrameOf<K>): string
}

export const formatHead = (line: string, headers: Readonly<Record<string, string>>): string =>
  [line, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\n')
