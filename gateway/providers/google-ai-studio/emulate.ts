// Gemini the other way round: what Google would send for a response of the API, and what a request to it asks for
// (https://ai.google.dev/api/generate-content). The simulator speaks through it.
import { type Fields, isFields, listOf } from '#shared/open-responses/canonical'
import type { StreamEvent } from '#shared/open-responses/events'
import { parseJson } from '#shared/json'
import type { Emulator } from '../provider'
import { readAskedRequest } from './emulate-request'

export const emulator: Emulator = {
  readRequest: readAskedRequest,
  createStream: () => {
    let head: Fields = {}
    const encode = (event: StreamEvent): Fields | null => {
      if (isFields(event['response'])) head = headOf(event['response'])
      return encodeEvent(event, head)
    }
    return {
      event: (event) => {
        const answer = encode(event)
        return answer ? `data: ${JSON.stringify(answer)}\r\n\r\n` : ''
      },
      end: () => '',
    }
  },
  body: (response) =>
    response['status'] === 'failed'
      ? broken(response['error'])
      : { ...answerOf(listOf(response['output']).flatMap(partsOf), finishOf(response)), ...tailOf(response) },
  error: (status, { message, param }) => ({
    error: {
      code: status,
      message: stringOf(message),
      status: statuses[status] ?? 'UNKNOWN',
      ...(typeof param === 'string' ? { details: [badField(param, stringOf(message))] } : {}),
    },
  }),
}

const statuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  402: 'FAILED_PRECONDITION',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

const badField = (name: string, description: string): Fields => ({
  '@type': 'type.googleapis.com/google.rpc.BadRequest',
  fieldViolations: [{ field: name, description }],
})

/** Null for what Gemini has no word for: items and parts are not announced, and a call comes whole. */
function encodeEvent(event: StreamEvent, head: Fields): Fields | null {
  const { delta, item, part, response } = event
  switch (event.type) {
    case 'response.output_text.delta':
    case 'response.refusal.delta':
      return { ...answerOf([{ text: delta }]), ...head }
    case 'response.reasoning_text.delta':
    case 'response.reasoning_summary_text.delta':
      return { ...answerOf([{ text: delta, thought: true }]), ...head }
    case 'response.output_item.done':
      return isFields(item) && item['type'] === 'function_call' ? { ...answerOf(partsOf(item)), ...head } : null
    case 'response.content_part.done': {
      const media = isFields(part) ? mediaOf(part) : []
      return media.length > 0 ? { ...answerOf(media), ...head } : null
    }
    case 'response.completed':
    case 'response.incomplete':
      return isFields(response) ? { ...answerOf([{ text: '' }], finishOf(response)), ...tailOf(response) } : null
    case 'response.failed':
      return broken(isFields(response) ? response['error'] : null)
    case 'error':
      return broken(isFields(event['error']) ? event['error'] : event)
    default:
      return null
  }
}

const answerOf = (parts: readonly Fields[], finishReason?: string): Fields => ({
  candidates: [{ content: { parts, role: 'model' }, ...(finishReason ? { finishReason } : {}), index: 0 }],
})

function finishOf({ incomplete_details: details }: Fields): string {
  if (!isFields(details)) return 'STOP'
  return details['reason'] === 'content_filter' ? 'SAFETY' : 'MAX_TOKENS'
}

/** An answer that breaks off after its head was sent has no other way to say so. */
const broken = (error: unknown): Fields => ({
  error: { code: 500, message: isFields(error) ? stringOf(error['message']) : '', status: 'INTERNAL' },
})

const headOf = ({ id, model }: Fields): Fields => ({ modelVersion: model, responseId: id })

function tailOf(response: Fields): Fields {
  const { usage } = response
  return { ...(isFields(usage) ? { usageMetadata: encodeUsage(usage) } : {}), ...headOf(response) }
}

function encodeUsage({ input_tokens, output_tokens, total_tokens, ...details }: Fields): Fields {
  const thoughts = countOf(details['output_tokens_details'], 'reasoning_tokens')
  const cached = countOf(details['input_tokens_details'], 'cached_tokens')
  return {
    promptTokenCount: input_tokens,
    candidatesTokenCount: Number(output_tokens) - thoughts,
    totalTokenCount: total_tokens,
    ...(thoughts > 0 ? { thoughtsTokenCount: thoughts } : {}),
    ...(cached > 0 ? { cachedContentTokenCount: cached } : {}),
  }
}

const countOf = (details: unknown, name: string): number => (isFields(details) ? Number(details[name] ?? 0) : 0)

/** The parts of one output item. */
function partsOf(item: Fields): Fields[] {
  switch (item['type']) {
    case 'message':
      return listOf(item['content']).flatMap((part) => [...textOf(part), ...mediaOf(part)])
    case 'reasoning':
      return [...listOf(item['summary']), ...listOf(item['content'])].flatMap((part) =>
        textOf(part).map((text) => ({ ...text, thought: true })),
      )
    case 'function_call': {
      const args = parseJson(stringOf(item['arguments']))
      return [{ functionCall: { id: item['call_id'], name: item['name'], args: isFields(args) ? args : {} } }]
    }
    default:
      return []
  }
}

function textOf(part: Fields): Fields[] {
  const text = part['text'] ?? part['refusal']
  return typeof text === 'string' && text !== '' ? [{ text }] : []
}

function mediaOf({ type, b64_json: data, mime_type, format }: Fields): Fields[] {
  if (typeof data !== 'string') return []
  if (type === 'output_image') return [{ inlineData: { mimeType: mime_type ?? 'image/png', data } }]
  if (type === 'output_audio') return [{ inlineData: { mimeType: mime_type ?? `audio/${stringOf(format)}`, data } }]
  return []
}

const stringOf = (value: unknown): string => (typeof value === 'string' ? value : '')
