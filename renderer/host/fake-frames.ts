// Frames as a gateway would record them, for the scripts of the fake host.
import type { FrameBody } from '#shared/session/frame'

export type Step = { readonly after: number; readonly body: FrameBody }
export type Script = readonly Step[]

export const sse = { 'content-type': 'text/event-stream; charset=utf-8', 'x-gatescope-simulated': 'true' }
export const json = { 'content-type': 'application/json', 'x-gatescope-simulated': 'true' }

export const step = (after: number, body: FrameBody): Step => ({ after, body })

export const opened = (transport: 'http' | 'websocket', requestId: string | null): FrameBody => ({
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

export const sent = (body: object, turn = 1): FrameBody => ({ kind: 'sent', turn, text: JSON.stringify(body) })

export const routed = (model: string, order: readonly string[], turn = 1): FrameBody => ({
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

export const attempted = (attempt: number, provider: string, model: string, turn = 1): FrameBody => ({
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

export const rejected = (attempt: number, status: number, code: string, message: string): FrameBody => ({
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

export const answered = (attempt: number, headers: Record<string, string>, turn = 1): FrameBody => ({
  kind: 'answered',
  turn,
  attempt,
  status: 200,
  headers,
})
export const responded = (status: number, headers: Record<string, string>, turn = 1): FrameBody => ({
  kind: 'responded',
  turn,
  status,
  headers,
})
export const ended = (how: 'complete' | 'cut' | 'aborted', detail: string, turn = 1): FrameBody => ({
  kind: 'ended',
  turn,
  how,
  detail,
})

export type EventWriter = (type: string, fields?: object) => FrameBody

/** Numbers events as a provider does; an SSE block or a websocket message carries the same object. */
export function createWriter(transport: 'sse' | 'websocket', turn = 1): EventWriter {
  let number = 0
  return (type, fields = {}) => {
    const event = JSON.stringify({ type, sequence_number: number++, ...fields })
    const text = transport === 'sse' ? `event: ${type}\ndata: ${event}\n\n` : event
    return { kind: 'received', turn, text, out: 0.18 + (number % 7) / 50 }
  }
}
