// The items of a conversation that the gateway keeps itself: what goes in, what comes out, and what cannot be answered.
import { type Fields, isFields, listOf } from '#shared/open-responses/canonical'

/** A text is one message of the user; an object is one item (GATEWAY.md 2.2). */
export function itemsOf(input: unknown): Fields[] {
  if (typeof input === 'string') return [{ role: 'user', content: input }]
  return (Array.isArray(input) ? (input as unknown[]) : [input]).filter(isFields)
}

/** A thought that only its provider could vouch for, and which was not given along, is refused when it comes back. */
export const outputItems = (output: unknown): Fields[] =>
  listOf(output).filter((item) => item['type'] !== 'reasoning' || typeof item['encrypted_content'] === 'string')

/** The call_id of a tool's output that answers no call before it; null when each one does. */
export function findStrayOutput(items: readonly Fields[]): string | null {
  const calls = new Set<unknown>()
  for (const item of items) {
    const id = item['call_id']
    if (typeof id !== 'string') continue
    if (!String(item['type']).endsWith('_output')) calls.add(id)
    else if (!calls.has(id)) return id
  }
  return null
}

type Warmed = {
  readonly id: string
  readonly model: string
  readonly createdAt: number
  readonly previous: string | null
  readonly request: Fields
}

/** A finished response without output, with what clients expect every response to repeat (PROTOCOL 4). */
export const completed = ({ id, model, createdAt, previous, request }: Warmed): Fields => ({
  object: 'response',
  instructions: null,
  tools: [],
  tool_choice: 'auto',
  parallel_tool_calls: true,
  metadata: {},
  text: { format: { type: 'text' } },
  ...Object.fromEntries(Object.entries(request).filter(([key, value]) => echoed.has(key) && value !== undefined)),
  id,
  created_at: createdAt,
  completed_at: createdAt,
  status: 'completed',
  error: null,
  incomplete_details: null,
  model,
  output: [],
  previous_response_id: previous,
  store: false,
  usage: {
    input_tokens: 0,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 0,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 0,
  },
})

const echoed: ReadonlySet<string> = new Set([
  'instructions',
  'max_output_tokens',
  'metadata',
  'parallel_tool_calls',
  'reasoning',
  'temperature',
  'text',
  'tool_choice',
  'tools',
  'top_p',
  'truncation',
])

/** The same response before anything was said. */
export const announced = (response: Fields): Fields => ({
  ...response,
  status: 'in_progress',
  completed_at: null,
  output: [],
  usage: null,
})
