// What an attempt's failure means, in one word and in words (GATEWAY.md 1.8). Said in the past tense: one provider or several
// may stand before it.
import { inSentence, sayName } from '#shared/diagnostics/words'

export type Failure = {
  readonly provider: string
  readonly status: number | null
  readonly type: string | null
  readonly code: string | null
  readonly message: string | null
  readonly description: string | null
  readonly param: string | null
}

const phrases = {
  credentials_not_configured: 'had no key to be called with',
  credentials_invalid_or_forbidden: 'refused the key',
  provider_access_missing: 'refused access for this account',
  region_or_project_restriction: 'refused for the region or the project',
  model_unavailable_for_endpoint: 'did not know the model on this endpoint',
  rate_limited: 'asked to slow down',
  server_error: 'failed inside',
  payment_required: 'wanted to be paid',
  request_rejected: 'rejected the request',
  timed_out: 'did not answer in time',
  unreachable: 'could not be reached',
  connection_broken: 'broke the connection',
  blocked: 'was not asked: its breaker was open',
  no_pricing: 'was not asked: it has no price',
  unsupported_executor: 'was not asked: the gateway has nothing to call it with',
  failed: 'failed',
} as const

export type FailureReason = keyof typeof phrases

/** What is said when several are named at once; `was` would not do. */
const ofMany: Partial<Record<FailureReason, string>> = {
  blocked: 'were not asked: their breakers were open',
  no_pricing: 'were not asked: they have no price',
  unsupported_executor: 'were not asked: the gateway has nothing to call them with',
}

type Facts = Failure & { readonly text: string }

const byStatus =
  (...statuses: number[]) =>
  ({ status }: Facts) =>
    status !== null && statuses.includes(status)
const mentions = (words: RegExp) => (facts: Facts) => words.test(facts.text)
const ofType = (type: string) => (facts: Facts) => facts.type === type

const tests: readonly (readonly [(facts: Facts) => boolean, FailureReason])[] = [
  [ofType('blocked'), 'blocked'],
  [ofType('no_pricing'), 'no_pricing'],
  [ofType('unsupported_executor'), 'unsupported_executor'],
  [ofType('provider_rate_limited'), 'rate_limited'],
  [byStatus(402), 'payment_required'],
  [
    mentions(/_(?:key|access_token|project|base_url)_missing|missing credentials|no api key|no credentials/),
    'credentials_not_configured',
  ],
  [byStatus(429), 'rate_limited'],
  [
    mentions(/permission_denied\b|accessdenied|not enabled|allow ?list|does not have access/),
    'provider_access_missing',
  ],
  [
    ({ status, text }) => (status === null || status < 500) && /\b(?:region|location|project)\b/.test(text),
    'region_or_project_restriction',
  ],
  [byStatus(401), 'credentials_invalid_or_forbidden'],
  [
    ({ status, text }) => status === 403 && /api key|unauthorized|credential|auth/.test(text),
    'credentials_invalid_or_forbidden',
  ],
  [byStatus(403), 'provider_access_missing'],
  [byStatus(404), 'model_unavailable_for_endpoint'],
  [byStatus(408, 504), 'timed_out'],
  [({ status }) => status !== null && status >= 500, 'server_error'],
  [({ status }) => status !== null && status >= 400, 'request_rejected'],
  [mentions(/time(?:d )?out|etimedout/), 'timed_out'],
  [mentions(/econnrefused|enotfound|eai_again|ehostunreach|enetunreach|unreachable|getaddrinfo/), 'unreachable'],
  [mentions(/socket|econnreset|epipe|hpe_|other side closed|terminated/), 'connection_broken'],
]

/** `category` is what the gateway made of it, where it did. */
export function classifyFailure(failure: Failure, category: string | null): string {
  const said = [failure.code, failure.message, failure.description, failure.param]
  const facts = {
    ...failure,
    text: said
      .filter((part) => part !== null)
      .join(' ')
      .toLowerCase(),
  }
  return category ?? tests.find(([matches]) => matches(facts))?.[1] ?? 'failed'
}

export function sayFailure(reason: string, isOne = true): string | null {
  if (!Object.hasOwn(phrases, reason)) return null
  const known = reason as FailureReason
  return isOne ? phrases[known] : (ofMany[known] ?? phrases[known])
}

/** `HTTP 403 PERMISSION_DENIED: The caller does not have permission`; empty when nothing is known. */
export function sayEvidence({ status, code, message }: Pick<Failure, 'status' | 'code' | 'message'>): string {
  const head = [status === null ? null : `HTTP ${status}`, code === null ? null : sayName(code)]
    .filter((part) => part !== null)
    .join(' ')
  if (message === null || message === code) return head
  return head === '' ? inSentence(message, 160) : `${head}: ${inSentence(message, 160)}`
}
