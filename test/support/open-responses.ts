// What Open Responses demands of a response and of each event of a stream (PROTOCOL 2 and 4), as schemas of our own: keys
// that must be there, and what may be null. More keys are always allowed.
import * as z from 'zod'

const text = z.string()
const index = z.int().min(0)
const nullable = <T extends z.ZodType>(schema: T) => z.union([schema, z.null()])

const citation = z.object({
  type: z.literal('url_citation'),
  url: text,
  title: text,
  start_index: index,
  end_index: index,
})
const part = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('output_text'),
    text,
    annotations: z.array(citation),
    logprobs: z.array(z.unknown()).optional(),
  }),
  z.object({ type: z.literal('refusal'), refusal: text }),
  z.object({ type: z.literal('summary_text'), text }),
  z.object({ type: z.literal('reasoning_text'), text }),
])

const status = z.enum(['in_progress', 'completed', 'incomplete'])
const item = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message'),
    id: text,
    status,
    role: z.literal('assistant'),
    content: z.array(part),
    phase: z.enum(['commentary', 'final_answer']).optional(),
  }),
  z.object({ type: z.literal('function_call'), id: text, call_id: text, name: text, arguments: text, status }),
  z.object({
    type: z.literal('reasoning'),
    id: text,
    summary: z.array(part),
    content: z.array(part).optional(),
    encrypted_content: text.optional(),
  }),
  z.object({ type: z.literal('compaction'), id: text, encrypted_content: text }),
])

const usage = z.object({
  input_tokens: index,
  input_tokens_details: z.object({ cached_tokens: index }),
  output_tokens: index,
  output_tokens_details: z.object({ reasoning_tokens: index }),
  total_tokens: index,
})

const tool = z.object({
  type: z.literal('function'),
  name: text,
  description: nullable(text),
  parameters: nullable(z.record(text, z.unknown())),
  strict: nullable(z.boolean()),
})
const choice = z.enum(['none', 'auto', 'required'])
const format = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({
    type: z.literal('json_schema'),
    name: text,
    description: nullable(text),
    schema: z.null(),
    strict: z.boolean(),
  }),
])

export const responseSchema = z.object({
  id: text,
  object: z.literal('response'),
  created_at: z.int(),
  completed_at: nullable(z.int()),
  status: z.enum(['queued', 'in_progress', 'completed', 'incomplete', 'failed', 'cancelled']),
  incomplete_details: nullable(z.object({ reason: text })),
  model: text,
  previous_response_id: nullable(text),
  instructions: nullable(text),
  output: z.array(item),
  error: nullable(z.object({ code: text, message: text })),
  tools: z.array(tool),
  tool_choice: z.union([choice, z.object({ type: z.literal('function'), name: text })]),
  truncation: z.enum(['auto', 'disabled']),
  parallel_tool_calls: z.boolean(),
  text: z.object({ format, verbosity: z.enum(['low', 'medium', 'high']).optional() }),
  top_p: z.number(),
  presence_penalty: z.number(),
  frequency_penalty: z.number(),
  top_logprobs: z.int(),
  temperature: z.number(),
  reasoning: nullable(z.object({ effort: nullable(text), summary: nullable(text) })),
  usage: nullable(usage),
  max_output_tokens: nullable(z.int()),
  max_tool_calls: nullable(z.int()),
  store: z.boolean(),
  background: z.boolean(),
  service_tier: text,
  metadata: z.record(text, text),
  safety_identifier: nullable(text),
  prompt_cache_key: nullable(text),
})

export const compactionSchema = z.object({
  id: text,
  object: z.literal('response.compaction'),
  created_at: z.int(),
  output: z.array(item),
  usage,
})

const event = <T extends z.ZodRawShape>(type: string, fields: T) =>
  z.object({ type: z.literal(type), sequence_number: index, ...fields })

const place = { item_id: text, output_index: index }
const inContent = { ...place, content_index: index }
const inSummary = { ...place, summary_index: index }
const error = z.object({ type: text, code: nullable(text), message: text, param: nullable(text) })

/** Whoever reads by this list knows no other event. */
export const eventSchema = z.union([
  ...['created', 'queued', 'in_progress', 'completed', 'incomplete', 'failed'].map((name) =>
    event(`response.${name}`, { response: responseSchema }),
  ),
  ...['added', 'done'].flatMap((name) => [
    event(`response.output_item.${name}`, { output_index: index, item }),
    event(`response.content_part.${name}`, { ...inContent, part }),
    event(`response.reasoning_summary_part.${name}`, { ...inSummary, part }),
  ]),
  event('response.output_text.delta', { ...inContent, delta: text }),
  event('response.output_text.done', { ...inContent, text }),
  event('response.refusal.delta', { ...inContent, delta: text }),
  event('response.refusal.done', { ...inContent, refusal: text }),
  event('response.reasoning_summary_text.delta', { ...inSummary, delta: text }),
  event('response.reasoning_summary_text.done', { ...inSummary, text }),
  event('response.function_call_arguments.delta', { ...place, delta: text }),
  event('response.function_call_arguments.done', { ...place, arguments: text }),
  event('error', { code: nullable(text), message: text, param: nullable(text), error }),
])

/** A socket tells an error with the status an HTTP answer would have had. */
export const socketErrorSchema = z.object({
  type: z.literal('error'),
  status: z.int().min(400).max(599),
  error: z.object({ code: text, message: text, type: text, param: nullable(text).optional() }),
})

/** The body of an error: some clients drop its words when any of the four is no text. */
export const errorSchema = z.object({ error: z.object({ message: text, type: text, param: text, code: text }) })

/** What breaks the schema, in words; empty when nothing does. */
export function faultsOf(schema: z.ZodType, value: unknown): string[] {
  const parsed = schema.safeParse(value)
  if (parsed.success) return []
  return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message} in ${JSON.stringify(value)}`)
}
