// Which words of the output an event brought: from the field it changed to the part that shows it.
import { field } from '#shared/json'
import type { Moment } from '#shared/inspect/response/time-travel'
import type { StreamEvent } from '#shared/open-responses/events'
import type { PartKind } from '#shared/open-responses/output'
import type { TextMark } from '../../views/output-view'

export type { TextMark }

const places: readonly (readonly [RegExp, list: string, text: string, kind: PartKind])[] = [
  [/^output\[(\d+)\]\.content\[(\d+)\]\.text$/, 'content', 'text', 'message'],
  [/^output\[(\d+)\]\.content\[(\d+)\]\.refusal$/, 'content', 'refusal', 'refusal'],
  [/^output\[(\d+)\]\.summary\[(\d+)\]\.text$/, 'summary', 'text', 'summary'],
]

export function markOf({ response, changed }: Moment, event: StreamEvent | null, turn: number): TextMark | null {
  const delta = event?.['delta']
  const path = changed[0]
  if (typeof delta !== 'string' || path === undefined || changed.length !== 1) return null
  for (const [pattern, list, name, kind] of places) {
    const match = pattern.exec(path)
    if (match === null) continue
    const item = (field(response, 'output') as readonly unknown[] | undefined)?.[Number(match[1])]
    const part = (field(item, list) as readonly unknown[] | undefined)?.[Number(match[2])]
    const text = field(part, name)
    if (typeof text !== 'string') return null
    const shown = kind === 'message' && field(item, 'type') === 'reasoning' ? 'reasoning' : kind
    return { turn, key: `${match[1]}/${shown}/${match[2]}`, from: text.length - delta.length, to: text.length }
  }
  return null
}
