// Hand-written frame lists: bodies with the moment they happened, numbered from 0.
import type { FailedAttempt } from '../../gateway/exchange/attempts'
import type { RoutingDiagnostics } from '#shared/open-responses/diagnostics'
import type { AttemptFailure, Frame, FrameBody } from '#shared/session/frame'
import { applyFrame } from '#shared/session/apply-frame'
import { createSummary, type SessionSummary } from '#shared/session/summary'

export type Moment = readonly [at: number, body: FrameBody]

export const framesOf = (...moments: readonly Moment[]): Frame[] =>
  moments.map(([at, body], seq) => ({ seq, at, ...body }))

export const emptySummary = (): SessionSummary => createSummary({ id: 'G-1', startedAt: 1_000 })

export const summarise = (...moments: readonly Moment[]): SessionSummary =>
  framesOf(...moments).reduce(applyFrame, emptySummary())

export const diagnosticsOf = (model: string, order: readonly string[] = ['openai']): RoutingDiagnostics => ({
  model,
  endpoint: 'responses',
  candidates: {
    totalProviders: order.length,
    supportsEndpointCount: order.length,
    candidateCount: order.length,
    droppedUnsupportedEndpoint: [],
    droppedMissingAdapter: [],
  },
  enablement: { capability: 'responses', providersBefore: order, providersAfter: order, dropped: [] },
  filterStages: [],
  order,
})

export const failureOf = (fields: Partial<AttemptFailure> = {}): AttemptFailure => ({
  type: 'upstream_non_2xx',
  status: null,
  code: null,
  message: null,
  description: null,
  param: null,
  preview: null,
  retryAfterSeconds: null,
  ...fields,
})

export const opened = (transport: 'http' | 'websocket' = 'http', headers: Record<string, string> = {}): FrameBody => ({
  kind: 'opened',
  transport,
  request: { method: 'POST', path: '/v1/responses', headers },
})
export const sent = (body: unknown, turn = 1): FrameBody => ({
  kind: 'sent',
  turn,
  text: typeof body === 'string' ? body : JSON.stringify(body),
})
export const routed = (turn = 1, model = 'openai/gpt-5'): FrameBody => ({
  kind: 'routed',
  turn,
  diagnostics: diagnosticsOf(model),
})
export const attempted = (provider: string, attempt = 1, turn = 1, simulated = false): FrameBody => ({
  kind: 'attempted',
  turn,
  attempt,
  provider,
  model: 'gpt-5',
  simulated,
  request: { method: 'POST', url: 'https://provider.test/v1/responses', headers: {}, body: '{}' },
})
export const rejected = (failure: Partial<AttemptFailure>, attempt = 1, turn = 1): FrameBody => ({
  kind: 'rejected',
  turn,
  attempt,
  failure: failureOf(failure),
})
export const answered = (attempt = 1, turn = 1): FrameBody => ({
  kind: 'answered',
  turn,
  attempt,
  status: 200,
  headers: {},
})
export const upstream = (text: string, attempt = 1, turn = 1): FrameBody => ({ kind: 'upstream', turn, attempt, text })
export const responded = (status: number, contentType = 'application/json', turn = 1): FrameBody => ({
  kind: 'responded',
  turn,
  status,
  headers: { 'content-type': contentType },
})
export const received = (text: string, turn = 1): FrameBody => ({ kind: 'received', turn, text, out: 0 })
export const sse = (event: { readonly type: string }, turn = 1): FrameBody =>
  received(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`, turn)
export const message = (event: { readonly type: string }, turn = 1): FrameBody => received(JSON.stringify(event), turn)
export const ended = (how: 'complete' | 'cut' | 'timeout' | 'aborted', detail: string, turn = 1): FrameBody => ({
  kind: 'ended',
  turn,
  how,
  detail,
})
export const closed = (by: 'client' | 'gateway' | 'upstream' = 'gateway'): FrameBody => ({
  kind: 'closed',
  by,
  code: null,
  reason: '',
})

export const failedAttempt = (provider: string, failure: Partial<AttemptFailure>, attempt = 1): FailedAttempt => ({
  attempt,
  provider,
  model: 'gpt-5',
  startedMs: 0,
  ms: 1,
  failure: failureOf(failure),
  sent: '{}',
  refusal: null,
})
