// What protocol lint can find in a stream (PROTOCOL.md 2, 3): stable codes, how grave each is, and what it means.

export type Severity = 'error' | 'warning' | 'note'

export const lintCodes = {
  sequence_gap: ['warning', 'A sequence number was left out: an event was lost, or never sent.'],
  sequence_repeat: ['warning', 'A sequence number came again or went back.'],
  delta_mismatch: ['error', 'The text of the done event is not what its deltas say.'],
  item_unclosed: ['warning', 'An output item was opened and never finished.'],
  part_unclosed: ['warning', 'A content part was opened and never finished.'],
  done_without_added: ['warning', 'Something was finished or written to that was never opened.'],
  event_after_terminal: ['error', 'An event came after the end of its response.'],
  second_terminal: ['error', 'A response ended twice.'],
  missing_terminal: ['error', 'The stream stopped without a terminal event.'],
  unknown_event: ['note', 'Nobody documents this type of event. It was passed on as it came.'],
  unreadable_event: ['error', 'The data of this event is not JSON.'],
  id_changed: ['error', 'An id is not the one it was before.'],
  index_not_dense: ['warning', 'output_index does not count up from 0 without gaps.'],
  replacement_character: ['warning', 'The text holds U+FFFD: a character was probably cut in half on its way.'],
  usage_missing: ['warning', 'The response ended without telling its usage.'],
} as const satisfies Readonly<Record<string, readonly [Severity, string]>>

export type LintCode = keyof typeof lintCodes

export type Finding = {
  readonly code: LintCode
  readonly severity: Severity
  /** What was found here, in one sentence. */
  readonly sentence: string
  /** The frame at which it shows. */
  readonly seq: number
  readonly turn: number
}

export const meaningOf = (code: LintCode): string => lintCodes[code][1]
