// A Messages request as the fields of the Responses API it stands for: what a simulated Anthropic was asked.
import { parseJson } from '#shared/json'
import { type Fields, isFields, listOf } from '#shared/open-responses/canonical'
import type { EmulatedRequest, Emulator } from '../provider'
import { redactedPrefix } from './messages'

export const readRequest: Emulator['readRequest'] = ({ body }): EmulatedRequest => {
  const value = parseJson(body)
  const wire = isFields(value) ? value : {}
  const { model, system, max_tokens, temperature, top_p, stream } = wire
  const asked = { model, instructions: system, max_output_tokens: max_tokens, temperature, top_p }
  const tools = listOf(wire['tools']).map(({ name, description = null, input_schema, strict = null }) => ({
    type: 'function',
    name,
    description,
    parameters: input_schema,
    strict,
  }))
  return {
    stream: stream === true,
    request: {
      ...Object.fromEntries(Object.entries(asked).filter(([, field]) => field !== undefined)),
      input: listOf(wire['messages']).flatMap(readMessage),
      ...(tools.length > 0 ? { tools, ...readChoice(wire['tool_choice']) } : {}),
      ...readOutput(wire['output_config']),
    },
  }
}

function readChoice(choice: unknown): Fields {
  if (!isFields(choice)) return {}
  const { type, name } = choice
  if (type === 'tool') return { tool_choice: { type: 'function', name } }
  return { tool_choice: type === 'any' ? 'required' : type }
}

function readOutput(output: unknown): Fields {
  if (!isFields(output)) return {}
  const { effort, format } = output
  return {
    ...(effort === undefined ? {} : { reasoning: { effort } }),
    ...(isFields(format) ? { text: { format: { name: 'answer', ...format } } } : {}),
  }
}

/** What is said becomes one message; calls, their results and thoughts are items of their own, in their place. */
function readMessage({ role, content }: Fields): Fields[] {
  if (typeof content === 'string') return [{ type: 'message', role, content }]
  const items: Fields[] = []
  let said: Fields[] = []
  for (const block of listOf(content)) {
    const item = readItem(block)
    const part = item ? null : readPart(block, role === 'assistant' ? 'output_text' : 'input_text')
    if (item) {
      items.push(item)
      said = []
    } else if (part) {
      if (said.length === 0) items.push({ type: 'message', role, content: said })
      said.push(part)
    }
  }
  return items
}

function readItem(block: Fields): Fields | null {
  switch (block['type']) {
    case 'tool_use':
      return {
        type: 'function_call',
        call_id: block['id'],
        name: block['name'],
        arguments: JSON.stringify(block['input'] ?? {}),
      }
    case 'tool_result': {
      const { content = '' } = block
      return {
        type: 'function_call_output',
        call_id: block['tool_use_id'],
        output:
          typeof content === 'string' ? content : listOf(content).flatMap((part) => readPart(part, 'input_text') ?? []),
        ...(block['is_error'] === true ? { status: 'failed' } : {}),
      }
    }
    case 'thinking':
      return {
        type: 'reasoning',
        summary: [{ type: 'summary_text', text: block['thinking'] }],
        encrypted_content: block['signature'],
      }
    case 'redacted_thinking':
      return { type: 'reasoning', summary: [], encrypted_content: `${redactedPrefix}${String(block['data'])}` }
    default:
      return null
  }
}

function readPart(block: Fields, textType: string): Fields | null {
  const source = isFields(block['source']) ? block['source'] : {}
  const { media_type, data, url } = source
  const address = source['type'] === 'url' ? url : `data:${String(media_type)};base64,${String(data)}`
  switch (block['type']) {
    case 'text':
      return { type: textType, text: block['text'] }
    case 'image':
      return { type: 'input_image', image_url: address }
    case 'document':
      if (source['type'] === 'text') return { type: textType, text: data }
      return {
        type: 'input_file',
        ...(typeof block['title'] === 'string' ? { filename: block['title'] } : {}),
        ...(source['type'] === 'url' ? { file_url: url } : { file_data: address }),
      }
    default:
      return null
  }
}
