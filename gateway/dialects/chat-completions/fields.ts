// The fields of a chat completion that more than one reader needs, under all the names servers give them.
import { type Fields, fieldsOf, isFields } from '#shared/open-responses/canonical'
import type { Finish, Usage } from '../response-writer'

/** `''` when there is no such text. */
export const textField = (fields: Fields, name: string): string => {
  const value = fields[name]
  return typeof value === 'string' ? value : ''
}

const finishes: Readonly<Record<string, Finish>> = {
  stop: 'stop',
  length: 'length',
  max_tokens: 'length',
  model_length: 'length',
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
  content_filter: 'content_filter',
  error: 'error',
  insufficient_system_resource: 'error',
}

/** null: not over yet. A reason nobody knows still ends the answer. */
export const readFinish = (reason: unknown): Finish | null =>
  typeof reason !== 'string' || reason === ''
    ? null
    : Object.hasOwn(finishes, reason)
      ? (finishes[reason] ?? 'stop')
      : 'stop'

/** null when nothing was counted. */
export function readUsage(usage: unknown): Usage | null {
  if (!isFields(usage)) return null
  const input = count(usage['prompt_tokens']) ?? count(usage['input_tokens'])
  const output = count(usage['completion_tokens']) ?? count(usage['output_tokens'])
  if (input === undefined && output === undefined) return null
  const read = fieldsOf(usage['prompt_tokens_details'] ?? usage['input_tokens_details'])
  const written = fieldsOf(usage['completion_tokens_details'] ?? usage['output_tokens_details'])
  return {
    input: input ?? 0,
    output: output ?? 0,
    total: count(usage['total_tokens']),
    cached: count(read['cached_tokens']) ?? count(usage['cached_tokens']) ?? count(usage['prompt_cache_hit_tokens']),
    cacheWrite: count(read['cache_write_tokens']),
    reasoning: count(written['reasoning_tokens']) ?? count(usage['reasoning_tokens']),
  }
}

const count = (value: unknown): number | undefined => (typeof value === 'number' && value >= 0 ? value : undefined)

/** Thoughts have no place in the format, so each server made one; some tell them twice. */
export function readThought(said: Fields): string {
  const text = textField(said, 'reasoning_content') || textField(said, 'reasoning')
  const details = said['reasoning_details']
  if (text !== '' || !Array.isArray(details)) return text
  return details.map((part) => (isFields(part) ? textField(part, 'text') || textField(part, 'summary') : '')).join('')
}

export type SaidPart =
  | { readonly type: 'text' | 'refusal' | 'thought'; readonly text: string }
  | { readonly type: 'image'; readonly url: string }

/** The content of a message or delta: text, or a list of parts. */
export function readParts(content: unknown): SaidPart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  const list: readonly unknown[] = Array.isArray(content) ? content : []
  return list.flatMap((part) =>
    typeof part === 'string' ? [{ type: 'text', text: part }] : isFields(part) ? readPart(part) : [],
  )
}

function readPart(part: Fields): SaidPart[] {
  switch (part['type']) {
    case 'text':
    case 'output_text':
      return [{ type: 'text', text: textField(part, 'text') }]
    case 'refusal':
      return [{ type: 'refusal', text: textField(part, 'refusal') }]
    case 'thinking':
    case 'reasoning': {
      const inner = readParts(part['thinking'] ?? part['text'])
      return inner.flatMap((said) => (said.type === 'image' ? [] : [{ type: 'thought', text: said.text } as const]))
    }
    case 'image_url': {
      const image = part['image_url']
      const url = isFields(image) ? image['url'] : image
      return typeof url === 'string' ? [{ type: 'image', url }] : []
    }
    default:
      return []
  }
}
