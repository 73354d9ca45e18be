// The chat completions dialect, towards the provider (GATEWAY.md 7.4): the conversation as messages, the settings under the
// names of that format, and nothing it does not know.
import { isFields, type CanonicalRequest, type Fields } from '#shared/open-responses/canonical'
import type { Target } from '../../providers/provider'
import type { UpstreamRequest } from '../../upstream/upstream'
import { readConversation } from '../conversation'
import { readFormat, readToolChoice, readTools } from '../settings'
import { bearer, jsonHeaders, versioned } from '../wire'
import { encodeMessages } from './messages'

/** Where servers of this format differ. */
export type ChatStyle = {
  readonly tokenLimit: 'max_tokens' | 'max_completion_tokens'
  /** Fields of the request this server knows besides those of the format at large. */
  readonly fields: readonly string[]
  /** Whether thoughts go back with the calls they led to, as `reasoning_content`. */
  readonly replaysThoughts: boolean
}

/** Under the same name and with the same meaning in both formats. */
const shared: readonly string[] = [
  'frequency_penalty',
  'logit_bias',
  'metadata',
  'presence_penalty',
  'seed',
  'service_tier',
  'stop',
  'temperature',
  'top_p',
  'user',
]

export function encodeBody(request: CanonicalRequest, model: string, style: ChatStyle): Fields {
  const { max_output_tokens, modalities, stream } = request
  const kept = [...shared, ...style.fields].flatMap((name) => {
    const value = request[name] ?? request.provider_options?.['openai']?.[name]
    return value === undefined || value === null ? [] : [[name, value] as const]
  })
  return {
    model,
    messages: encodeMessages(readConversation(request), style.replaysThoughts),
    ...(stream === true ? { stream, stream_options: { include_usage: true } } : {}),
    ...(max_output_tokens === undefined ? {} : { [style.tokenLimit]: max_output_tokens }),
    ...Object.fromEntries(kept),
    ...encodeFormat(request),
    ...encodeVerbosity(request),
    ...encodeTools(request),
    ...encodeLogprobs(request),
    ...encodeReasoning(request),
    ...(modalities ? { modalities } : {}),
    // Who wants to hear something has to say how, and a stream has one format only.
    ...(modalities?.includes('audio') ? { audio: { voice: 'alloy', format: stream === true ? 'pcm16' : 'wav' } } : {}),
  }
}

/** `response_format` is this format's own word; clients that already use it are understood. */
function encodeFormat(request: CanonicalRequest): Fields {
  const format = readFormat(request)
  const given = request['response_format']
  if (format.type === 'text') return isFields(given) ? { response_format: given } : {}
  if (format.type === 'json_object') return { response_format: { type: 'json_object' } }
  const { name, description, schema, strict } = format
  const json_schema = { name, ...(description === null ? {} : { description }), schema, strict }
  return { response_format: { type: 'json_schema', json_schema } }
}

function encodeVerbosity({ text }: CanonicalRequest): Fields {
  const verbosity = isFields(text) ? text['verbosity'] : undefined
  return typeof verbosity === 'string' ? { verbosity } : {}
}

/** Choosing among tools that are not there is an error to most servers. */
function encodeTools(request: CanonicalRequest): Fields {
  const tools = readTools(request).map(({ name, description, parameters, strict }) => ({
    type: 'function',
    function: {
      name,
      ...(description === null ? {} : { description }),
      parameters,
      ...(strict === null ? {} : { strict }),
    },
  }))
  if (tools.length === 0) return {}
  const choice = readToolChoice(request)
  const parallel = request['parallel_tool_calls']
  return {
    tools,
    ...(choice === null
      ? {}
      : { tool_choice: typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } } }),
    ...(typeof parallel === 'boolean' ? { parallel_tool_calls: parallel } : {}),
  }
}

function encodeLogprobs({ logprobs, top_logprobs }: CanonicalRequest): Fields {
  const count = typeof top_logprobs === 'number' && top_logprobs > 0 ? { top_logprobs } : {}
  return logprobs === true || 'top_logprobs' in count ? { logprobs: true, ...count } : {}
}

function encodeReasoning({ reasoning }: CanonicalRequest): Fields {
  const effort = reasoning?.effort ?? (reasoning?.enabled === false ? 'none' : undefined)
  return effort === undefined ? {} : { reasoning_effort: effort }
}

export const encodeRequest =
  (style: ChatStyle) =>
  (request: CanonicalRequest, { provider, model, apiKey }: Target): UpstreamRequest => ({
    url: `${versioned(provider.baseUrl, 'v1')}/chat/completions`,
    headers: { ...bearer(apiKey), ...jsonHeaders(request.stream === true) },
    body: JSON.stringify(encodeBody(request, model, style)),
  })
