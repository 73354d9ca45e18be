// Which words of the output an event brought: from the field it changed to the part that shows it.
import { field } from '#shared/json'
import type { Moment } from '#shared/inspect/response/time-travel'
import type { StreamEvent } from '#shared/open-responses/events'
import type { TextMark } from '../../views/output-view'

export type { TextMark }

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^output\[(\d+)\]\.content\[(\d+)\]\.text$/, 'message'],
  [/^output\[(\d+)\]\.content\[(\d+)\]\.refusal$/, 'refusal'],
  [/^output\[(\d+)\]\.summary\[(\d+)\]\.text$/, 'reasoning'],
]

export function markOf({ response, changed }: Moment, event: StreamEvent | null, turn: number): TextMark | null {
  const delta = event?.['delta']
  const path = changed[0]
  if (typeof delta !== 'string' || path === undefined || changed.length !== 1) return null
  for (const [pattern, kind] of kinds) {
    const match = pattern.exec(path)
    if (match === null) continue
    const item = (field(response, 'output') as readonly unknown[] | undefined)?.[Number(match[1])]
    const list = field(item, kind === 'reasoning' ? 'summary' : 'content') as readonly unknown[] | undefined
    const text = field(list?.[Number(match[2])], kind === 'refusal' ? 'refusal' : 'text')
    if (typeof text !== 'string') return null
    return { turn, key: `${match[1]}/${kind}/${match[2]}`, from: text.length - delta.length, to: text.length }
  }
  return null
}
