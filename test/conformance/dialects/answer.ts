// A scripted answer in its own terms, before any dialect: the text in its pieces, the calls, the thinking, why it ended.
import type { Behaviour, ToolCall } from '../case'

export type Stop = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'error'

export type Answer = {
  readonly id: string
  readonly model: string
  readonly pieces: readonly string[]
  readonly text: string
  readonly calls: readonly Required<ToolCall>[]
  readonly reasoning: readonly string[]
  readonly stop: Stop
  /** As the case words it, for a dialect that has that very word. */
  readonly given: string | undefined
  readonly usage: Readonly<Record<'input' | 'output' | 'total' | 'cached' | 'thought', number>>
}

/** One block of an event stream; `data` is JSON or exact text. */
export type Block = { readonly event?: string; readonly data: unknown; readonly isContent?: boolean }

/** A dialect of the upstream: the same answer as a stream and as one body. */
export type Dialect = {
  readonly blocks: (answer: Answer, behaviour: Behaviour) => readonly Block[]
  readonly body: (answer: Answer) => unknown
}

const stops: Readonly<Record<string, Stop>> = {
  max_tokens: 'length',
  length: 'length',
  MAX_TOKENS: 'length',
  content_filter: 'content_filter',
  refusal: 'content_filter',
  SAFETY: 'content_filter',
  tool_use: 'tool_calls',
  tool_calls: 'tool_calls',
  error: 'error',
}

let made = 0

export function planAnswer(behaviour: Behaviour, model: string): Answer {
  const { usage = {}, stop_reason: given, tool_calls = [], output_text } = behaviour
  const pieces = behaviour.stream ?? (output_text === undefined ? [] : [output_text])
  const input = usage['input_tokens'] ?? usage['prompt_tokens'] ?? 1
  const output = usage['output_tokens'] ?? usage['completion_tokens'] ?? 1
  return {
    id: behaviour.response_id ?? `up_${(made += 1)}`,
    model,
    pieces,
    text: pieces.join(''),
    calls: tool_calls.map((call) => ({ arguments: '{}', ...call })),
    reasoning: behaviour.reasoning ?? [],
    stop: given === undefined ? (tool_calls.length > 0 ? 'tool_calls' : 'stop') : (stops[given] ?? 'stop'),
    given,
    usage: {
      input,
      output,
      total: usage['total_tokens'] ?? input + output,
      cached: usage['cached_tokens'] ?? 0,
      thought: usage['reasoning_tokens'] ?? 0,
    },
  }
}

/** Arguments never come in one piece in real streams. */
export const inPieces = (text: string): readonly string[] =>
  text.length > 6 ? [text.slice(0, 4), text.slice(4)] : [text]

/** Arguments as an object, for dialects that send them so; models do not always write JSON. */
export function parseArguments(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

export const createdAt = 1_790_000_000
