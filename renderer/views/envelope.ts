// Reads an error envelope defensively: envelopes also come from other gateways, and only `error` is certain.
import { field } from '#shared/json'

export type EnvelopeReading = {
  readonly status: number | null
  readonly error: string
  readonly reason: string | null
  readonly type: string | null
  readonly origin: string | null
  readonly sentence: string
  readonly details: readonly { readonly path: string; readonly message: string }[]
  readonly failures: readonly FailureRow[]
  readonly attemptCount: number | null
  readonly stages: readonly StageRow[]
  readonly hint: string | null
  readonly generationId: string | null
}

export type FailureRow = {
  readonly provider: string
  readonly status: string
  readonly code: string | null
  readonly message: string | null
  readonly retryable: boolean | null
}

export type StageRow = {
  readonly stage: string
  readonly before: number
  readonly after: number
  readonly dropped: readonly { readonly provider: string; readonly reason: string }[]
}

export function readEnvelope(value: unknown): EnvelopeReading {
  const nested = field(value, 'error')
  const inner = typeof nested === 'object' && nested !== null ? nested : value
  const message = text(field(value, 'message')) ?? text(field(inner, 'message'))
  const hint = text(field(field(value, 'provider_failure_diagnostics'), 'hint'))
  return {
    status: number(field(value, 'status_code')) ?? number(field(value, 'status')),
    error: text(nested) ?? text(field(inner, 'code')) ?? text(field(inner, 'type')) ?? 'error',
    reason: text(field(value, 'reason')),
    type: text(field(value, 'error_type')),
    origin: text(field(value, 'error_origin')),
    sentence: text(field(value, 'description')) ?? message ?? (typeof value === 'string' ? value : ''),
    details: list(field(value, 'details')).map((detail) => ({
      path: list(field(detail, 'path')).map(String).join('.'),
      message: text(field(detail, 'message')) ?? '',
    })),
    failures: list(field(value, 'failure_sample')).map(readFailure),
    attemptCount: number(field(value, 'attempt_count')),
    stages: list(field(field(value, 'routing_diagnostics'), 'filterStages')).map(readStage),
    hint: hint ?? text(field(value, 'provider_payment_required_support_notice')),
    generationId: text(field(value, 'generation_id')),
  }
}

const readFailure = (sample: unknown): FailureRow => ({
  provider: text(field(sample, 'provider')) ?? 'unknown',
  status: text(field(sample, 'status')) ?? text(field(sample, 'type')) ?? '–',
  code: text(field(sample, 'upstream_error_code')),
  message: text(field(sample, 'upstream_error_message')) ?? text(field(sample, 'upstream_error_description')),
  retryable: typeof field(sample, 'retryable') === 'boolean' ? field(sample, 'retryable') === true : null,
})

const readStage = (stage: unknown): StageRow => ({
  stage: text(field(stage, 'stage')) ?? 'unknown',
  before: number(field(stage, 'beforeCount')) ?? 0,
  after: number(field(stage, 'afterCount')) ?? 0,
  dropped: list(field(stage, 'droppedProviders')).map((drop) => ({
    provider: text(field(drop, 'providerId')) ?? 'unknown',
    reason: text(field(drop, 'reason')) ?? 'unknown',
  })),
})

const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
