// The error envelope every failed call answers with. Only `error` is certain: envelopes also come from other gateways.
import type { CandidateDiagnostics, Enablement, RoutingReport } from '#shared/open-responses/diagnostics'

export type ErrorDetail = {
  readonly message: string
  readonly path: readonly (string | number)[]
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
}

export type FailureSample = {
  readonly provider: string
  readonly type: string
  readonly status: number | null
  readonly upstream_error_code: string | null
  readonly upstream_error_message: string | null
  readonly upstream_error_description: string | null
  readonly upstream_error_param: string | null
  readonly upstream_payload_preview: string | null
  readonly retryable: boolean | null
}

export type ErrorEnvelope = {
  readonly error: string
  readonly ok: false
  readonly message: string
  readonly description: string
  readonly generation_id: string
  readonly status_code: number
  readonly error_type: 'user' | 'system'
  readonly error_origin: 'user' | 'gateway' | 'upstream'
  readonly reason?: string
  readonly attempt_count?: number
  readonly failed_providers?: readonly string[]
  readonly failed_statuses?: readonly number[]
  readonly upstream_error?: Readonly<Record<'code' | 'message' | 'description' | 'param', string | null>>
  readonly failure_sample?: readonly FailureSample[]
  readonly provider_failure_diagnostics?: {
    readonly category: string
    readonly hint: string
    readonly provider: string
  }
  readonly routing_diagnostics?: RoutingReport & { readonly workspacePolicy?: Readonly<Record<string, unknown>> }
  readonly provider_candidate_diagnostics?: CandidateDiagnostics
  readonly provider_enablement?: Enablement
  readonly missing_pricing_providers?: readonly string[]
  readonly provider_payment_required_provider?: string
  readonly provider_payment_required_support_notice?: string
  readonly details?: readonly ErrorDetail[]
  readonly max_bytes?: number
  /** On request only. */
  readonly debug?: Readonly<Record<string, unknown>>
}
