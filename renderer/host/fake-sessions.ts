// Scripts of realistic sessions for development and tests: when what happens, without a gateway.
import type { FrameBody } from '#shared/session/frame'

export type Step = { readonly after: number; readonly body: FrameBody }
export type Script = readonly Step[]

const sse = { 'content-type': 'text/event-stream; charset=utf-8', 'x-gatescope-simulated': 'true' }
const json = { 'content-type': 'application/json', 'x-gatescope-simulated': 'true' }

const step = (after: number, body: FrameBody): Step => ({ after, body })

const opened = (transport: 'http' | 'websocket', requestId: string | null): FrameBody => ({
  kind: 'opened',
  transport,
  request: {
    method: transport === 'websocket' ? 'GET' : 'POST',
    path: transport === 'websocket' ? '/v1/responses/ws' : '/v1/responses',
    headers: {
      host: '127.0.0.1:4777',
      authorization: 'Bearer [redacted]',
      'content-type': 'application/json',
      'user-agent': 'OpenAI/JS 6.49.0',
      ...(requestId === null ? {} : { 'x-client-request-id': requestId }),
    },
  },
})

const sent = (body: object, turn = 1): FrameBody => ({ kind: 'sent', turn, text: JSON.stringify(body) })

const routed = (model: string, order: readonly string[], turn = 1): FrameBody => ({
  kind: 'routed',
  turn,
  diagnostics: {
    model,
    endpoint: 'responses',
    candidates: {
      totalProviders: 7,
      supportsEndpointCount: 6,
      candidateCount: 5,
      droppedUnsupportedEndpoint: ['deepinfra'],
      droppedMissingAdapter: [{ providerId: 'litellm-staging', endpoint: 'responses' }],
    },
    enablement: {
      capability: 'responses',
      providersBefore: ['openai', 'phaseo', 'openrouter', 'local-vllm', 'google-vertex'],
      providersAfter: ['openai', 'phaseo', 'openrouter', 'local-vllm'],
      dropped: [{ providerId: 'google-vertex', reason: 'pricing_missing' }],
    },
    filterStages: [
      {
        stage: 'hints.ignore',
        beforeCount: 4,
        afterCount: 3,
        droppedProviders: [{ providerId: 'openrouter', reason: 'listed_in_provider.ignore' }],
      },
      {
        stage: 'status_gate',
        beforeCount: 3,
        afterCount: 2,
        droppedProviders: [{ providerId: 'local-vllm', reason: 'alpha_requires_beta_and_alpha_channels' }],
      },
      { stage: 'capabilities', beforeCount: 2, afterCount: order.length, droppedProviders: [] },
    ],
    order,
  },
})

const attempted = (attempt: number, provider: string, model: string, turn = 1): FrameBody => ({
  kind: 'attempted',
  turn,
  attempt,
  provider,
  model,
  simulated: true,
  request: {
    method: 'POST',
    url: `http://127.0.0.1:4888/${provider}/v1/responses`,
    headers: { authorization: 'Bearer [redacted]', 'content-type': 'application/json' },
    body: JSON.stringify({ model, input: 'Where is order 48213?', stream: true }),
  },
})

const rejected = (attempt: number, status: number, code: string, message: string): FrameBody => ({
  kind: 'rejected',
  turn: 1,
  attempt,
  failure: {
    type: 'upstream_non_2xx',
    status,
    code,
    message,
    description: null,
    param: null,
    preview: JSON.stringify({ error: { code, message } }),
    retryAfterSeconds: status === 429 ? 12 : null,
  },
})

const answered = (attempt: number, headers: Record<string, string>, turn = 1): FrameBody => ({
  kind: 'answered',
  turn,
  attempt,
  status: 200,
  headers,
})
const responded = (status: number, headers: Record<string, string>, turn = 1): FrameBody => ({
  kind: 'responded',
  turn,
  status,
  headers,
})
const ended = (how: 'complete' | 'cut' | 'aborted', detail: string, turn = 1): FrameBody => ({
  kind: 'ended',
  turn,
  how,
  detail,
})

type EventWriter = (type: string, fields?: object) => FrameBody

/** Numbers events as a provider does; an SSE block or a websocket message carries the same object. */
function createWriter(transport: 'sse' | 'websocket', turn = 1): EventWriter {
  let number = 0
  return (type, fields = {}) => {
    const event = JSON.stringify({ type, sequence_number: number++, ...fields })
    const text = transport === 'sse' ? `event: ${type}\ndata: ${event}\n\n` : event
    return { kind: 'received', turn, text, out: 0.18 + (number % 7) / 50 }
  }
}

const reasoning =
  'The user asks where order 48213 is. The last scan in context is old, so I should state it and fetch live carrier events.'
const message =
  'Order 48213 left the Rotterdam hub on Tuesday at 18:40 and has not been scanned since. I will ask the carrier for its live events before promising a new delivery date.'
const usage = { input_tokens: 1207, output_tokens: 205, total_tokens: 1412 }

const chunks = (text: string, size: number): string[] => text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? []

function speak(write: EventWriter, pace: number): Step[] {
  const response = {
    id: 'resp_0f3a91c2',
    object: 'response',
    status: 'in_progress',
    model: 'openai/gpt-5-nano',
    output: [],
  }
  const item = (index: number, fields: object) =>
    write('response.output_item.added', { output_index: index, item: fields })
  return [
    step(4, write('response.created', { response })),
    step(0.2, write('response.in_progress', { response })),
    step(4, item(0, { id: 'rs_41c8', type: 'reasoning', summary: [] })),
    step(
      0.1,
      write('response.reasoning_summary_part.added', {
        output_index: 0,
        summary_index: 0,
        part: { type: 'summary_text', text: '' },
      }),
    ),
    ...chunks(reasoning, 5).map((delta) =>
      step(pace, write('response.reasoning_summary_text.delta', { output_index: 0, summary_index: 0, delta })),
    ),
    step(3, write('response.reasoning_summary_text.done', { output_index: 0, summary_index: 0, text: reasoning })),
    step(
      1,
      write('response.output_item.done', {
        output_index: 0,
        item: { id: 'rs_41c8', type: 'reasoning', summary: [{ type: 'summary_text', text: reasoning }] },
      }),
    ),
    step(30, item(1, { id: 'msg_77d0', type: 'message', status: 'in_progress', role: 'assistant', content: [] })),
    step(
      0.1,
      write('response.content_part.added', {
        output_index: 1,
        content_index: 0,
        part: { type: 'output_text', text: '' },
      }),
    ),
    ...chunks(message, 4).map((delta, index) =>
      step(
        index === 16 ? 612 : pace,
        write('response.output_text.delta', { output_index: 1, content_index: 0, delta }),
      ),
    ),
    step(2, write('response.output_text.done', { output_index: 1, content_index: 0, text: message })),
    step(
      60,
      item(2, { id: 'fc_Zk2p', type: 'function_call', name: 'lookup_order', call_id: 'call_Zk2p', arguments: '' }),
    ),
    ...chunks('{"order_id":"48213","include_events":true}', 3).map((delta) =>
      step(pace, write('response.function_call_arguments.delta', { output_index: 2, delta })),
    ),
    step(
      2,
      write('response.function_call_arguments.done', {
        output_index: 2,
        arguments: '{"order_id":"48213","include_events":true}',
      }),
    ),
    step(40, write('response.completed', { response: { ...response, status: 'completed', usage } })),
  ]
}

const request = {
  model: 'openai/gpt-5-nano',
  input: 'Where is order 48213?',
  stream: true,
  reasoning: { effort: 'low' },
}

export function fallbackScript(requestId: string | null, pace = 26): Script {
  return [
    step(0, opened('http', requestId)),
    step(0.6, sent({ ...request, tools: [{ type: 'function', name: 'lookup_order' }] })),
    step(0.5, routed('openai/gpt-5-nano', ['openai', 'phaseo'])),
    step(0.3, attempted(1, 'openai', 'gpt-5-nano')),
    step(317, rejected(1, 429, 'rate_limit_exceeded', 'Too many requests.')),
    step(0.4, attempted(2, 'phaseo', 'openai/gpt-5-nano')),
    step(423, answered(2, sse)),
    step(0.2, responded(200, sse)),
    ...speak(createWriter('sse'), pace),
    step(0.6, ended('complete', 'Upstream FIN 0.6 ms after the terminal event.')),
    step(0.2, { kind: 'closed', by: 'gateway', code: null, reason: '' }),
  ]
}

export function envelopeScript(requestId: string | null): Script {
  const sample = (provider: string, status: number, code: string, text: string, retryable: boolean) => ({
    provider,
    type: 'upstream_non_2xx',
    status,
    upstream_error_code: code,
    upstream_error_message: text,
    upstream_error_description: null,
    upstream_error_param: null,
    upstream_payload_preview: null,
    retryable,
  })
  const decision = routed('google/gemini-2.5-flash', ['google-ai-studio', 'phaseo'])
  const envelope = {
    error: 'upstream_error',
    ok: false,
    message: 'All provider attempts failed.',
    description:
      'All 2 provider attempts failed for endpoint "responses" on model "google/gemini-2.5-flash". Inspect failure_sample for per-attempt diagnostics.',
    generation_id: 'gen_01JD6V2K8Q4T',
    status_code: 502,
    error_type: 'system',
    error_origin: 'upstream',
    reason: 'all_candidates_failed',
    attempt_count: 2,
    failed_providers: ['google-ai-studio', 'phaseo'],
    failed_statuses: [403, 429],
    failure_sample: [
      sample(
        'google-ai-studio',
        403,
        'PERMISSION_DENIED',
        'Generative Language API has not been used in this project before or it is disabled.',
        false,
      ),
      sample(
        'phaseo',
        429,
        'rate_limit_exceeded',
        'Rate limit of 60 requests a minute is used up. Retry after 12 seconds.',
        true,
      ),
    ],
    provider_failure_diagnostics: {
      category: 'provider_access_missing',
      hint: 'Enable the Generative Language API for the key’s project, or use a key of another project.',
      provider: 'google-ai-studio',
    },
    routing_diagnostics: { filterStages: decision.kind === 'routed' ? decision.diagnostics.filterStages : [] },
  }
  return [
    step(0, opened('http', requestId)),
    step(0.4, sent({ model: 'google/gemini-2.5-flash', input: 'Hello', provider: { ignore: ['openrouter'] } })),
    step(0.6, decision),
    step(0.3, attempted(1, 'google-ai-studio', 'gemini-2.5-flash')),
    step(317, rejected(1, 403, 'PERMISSION_DENIED', 'Generative Language API has not been used in this project.')),
    step(0.4, attempted(2, 'phaseo', 'google/gemini-2.5-flash')),
    step(548, rejected(2, 429, 'rate_limit_exceeded', 'Rate limit of 60 requests a minute is used up.')),
    step(0.6, responded(502, json)),
    step(0.3, { kind: 'received', turn: 1, text: JSON.stringify(envelope), out: 0.2 }),
    step(0.2, ended('complete', 'Error envelope delivered.')),
    step(0.2, { kind: 'closed', by: 'gateway', code: null, reason: '' }),
  ]
}

export function invalidScript(requestId: string | null): Script {
  const envelope = {
    error: 'validation_error',
    ok: false,
    message: 'The request is not valid.',
    description: 'Two fields of the request do not match the API.',
    generation_id: 'gen_01JD6V9M2ZQX',
    status_code: 400,
    error_type: 'user',
    error_origin: 'user',
    details: [
      {
        path: ['temperature'],
        message: 'must be between 0 and 2, 2.4 was sent',
        keyword: 'maximum',
        params: { limit: 2 },
      },
      {
        path: ['input', 1, 'role'],
        message: 'must be one of user, assistant, system, developer',
        keyword: 'enum',
        params: {},
      },
    ],
  }
  return [
    step(0, opened('http', requestId)),
    step(
      0.4,
      sent({ model: 'openai/gpt-5-nano', input: [{ role: 'user', content: 'Hi' }, { role: 'you' }], temperature: 2.4 }),
    ),
    step(1.4, responded(400, json)),
    step(0.3, { kind: 'received', turn: 1, text: JSON.stringify(envelope), out: 0.2 }),
    step(0.2, ended('complete', 'Error envelope delivered.')),
    step(0.2, { kind: 'closed', by: 'gateway', code: null, reason: '' }),
  ]
}

export function jsonScript(requestId: string | null): Script {
  const text = 'Hello. The parcel arrives on Friday.'
  const body = {
    id: 'resp_8a20f4',
    object: 'response',
    status: 'completed',
    model: 'openai/gpt-5-nano',
    output: [{ id: 'msg_1', type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }],
    usage: { input_tokens: 31, output_tokens: 12, total_tokens: 43 },
  }
  return [
    step(0, opened('http', requestId)),
    step(0.4, sent({ model: 'openai/gpt-5-nano', input: 'When does it arrive?' })),
    step(0.5, routed('openai/gpt-5-nano', ['openai'])),
    step(0.3, attempted(1, 'openai', 'gpt-5-nano')),
    step(1190, answered(1, json)),
    step(12, responded(200, json)),
    step(0.3, { kind: 'received', turn: 1, text: JSON.stringify(body), out: 0.31 }),
    step(0.2, ended('complete', 'Whole body delivered.')),
    step(0.2, { kind: 'closed', by: 'gateway', code: null, reason: '' }),
  ]
}

export function socketScript(requestId: string | null, turns = 2): Script {
  const steps: Step[] = [step(0, opened('websocket', requestId))]
  for (let turn = 1; turn <= turns; turn += 1) {
    const write = createWriter('websocket', turn)
    steps.push(
      step(
        turn === 1 ? 40 : 1400,
        sent(
          { type: 'response.create', model: 'openai/gpt-5-nano', input: `Turn ${turn}: where is order 48213?` },
          turn,
        ),
      ),
      step(0.4, routed('openai/gpt-5-nano', ['openai'], turn)),
      step(0.3, attempted(1, 'openai', 'gpt-5-nano', turn)),
      step(210, answered(1, sse, turn)),
      ...speak(write, 11).map(({ after, body }) => step(after, 'turn' in body ? { ...body, turn } : body)),
      step(0.4, ended('complete', 'Terminal event delivered.', turn)),
    )
  }
  return steps
}

export function truncatedScript(requestId: string | null): Script {
  const steps = fallbackScript(requestId, 20).slice(0, 58)
  return [
    ...steps,
    step(380, ended('cut', 'Upstream closed after 49 events.')),
    step(0.3, { kind: 'closed', by: 'upstream', code: null, reason: 'ECONNRESET' }),
  ]
}

export function burstScript(requestId: string | null, events = 5_000, pace = 1): Script {
  const write = createWriter('sse')
  const response = { id: 'resp_burst', object: 'response', status: 'in_progress', model: 'simulator/burst', output: [] }
  const words = message.split(' ')
  const deltas = Array.from({ length: events - 4 }, (_, index) => {
    const item = Math.floor(index / 250)
    if (index % 250 === 0) {
      const head = { id: `msg_${item}`, type: 'message', role: 'assistant', content: [] }
      return step(pace, write('response.output_item.added', { output_index: item, item: head }))
    }
    return step(
      pace,
      write('response.output_text.delta', {
        output_index: item,
        content_index: 0,
        delta: `${words[index % words.length]} `,
      }),
    )
  })
  return [
    step(0, opened('http', requestId)),
    step(0.4, sent({ model: 'simulator/burst', input: 'Go', stream: true })),
    step(0.4, routed('simulator/burst', ['simulator'])),
    step(0.2, attempted(1, 'simulator', 'burst')),
    step(20, answered(1, sse)),
    step(0.2, responded(200, sse)),
    step(1, write('response.created', { response })),
    ...deltas,
    step(1, write('response.completed', { response: { ...response, status: 'completed', usage } })),
    step(0.2, ended('complete', 'Terminal event delivered.')),
    step(0.2, { kind: 'closed', by: 'gateway', code: null, reason: '' }),
  ]
}
