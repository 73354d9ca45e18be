// How a part of an answer is headed, wherever it is shown.
import type { PartKind } from '#shared/open-responses/output'
import type { Glyph } from '../ui/kinds'

export const partHeads: Readonly<Record<PartKind, readonly [Glyph, string]>> = {
  summary: ['reasoning', 'Reasoning summary'],
  reasoning: ['reasoning', 'Reasoning'],
  message: ['text', 'Message'],
  refusal: ['error', 'Refusal'],
  tool: ['tool', 'Tool call'],
  result: ['tool', 'Tool result'],
  image: ['text', 'Image'],
  audio: ['text', 'Audio'],
  other: ['unknown', 'Item'],
}

/** The others are called what they are. */
export const isNamed = (kind: PartKind): boolean => kind === 'tool' || kind === 'result' || kind === 'other'
