// Sessions that end in an error envelope.
import { attempted, ended, json, opened, rejected, responded, routed, sent, step, type Script } from './fake-frames'

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
const refused = 'Generative Language API has not been used in this project before or it is disabled.'
const limited = 'Rate limit of 60 requests a minute is used up. Retry after 12 seconds.'

const allFailed = {
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
    sample('google-ai-studio', 403, 'PERMISSION_DENIED', refused, false),
    sample('phaseo', 429, 'rate_limit_exceeded', limited, true),
  ],
  provider_failure_diagnostics: {
    category: 'provider_access_missing',
    hint: 'Enable the Generative Language API for the key’s project, or use a key of another project.',
    provider: 'google-ai-studio',
  },
  routing_diagnostics: { filterStages: decision.kind === 'routed' ? decision.diagnostics.filterStages : [] },
}

const invalid = {
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
      message: 'must be user, assistant, system or developer',
      keyword: 'enum',
      params: {},
    },
  ],
}

const deliver = (status: number, envelope: object): Script => [
  step(0.6, responded(status, json)),
  step(0.3, { kind: 'received', turn: 1, text: JSON.stringify(envelope), out: 0.2 }),
  step(0.2, ended('complete', 'Error envelope delivered.')),
  step(0.2, { kind: 'closed', by: 'gateway', code: null, reason: '' }),
]

export const envelopeScript = (requestId: string | null): Script => [
  step(0, opened('http', requestId)),
  step(0.4, sent({ model: 'google/gemini-2.5-flash', input: 'Hello', provider: { ignore: ['openrouter'] } })),
  step(0.6, decision),
  step(0.3, attempted(1, 'google-ai-studio', 'gemini-2.5-flash')),
  step(317, rejected(1, 403, 'PERMISSION_DENIED', refused)),
  step(0.4, attempted(2, 'phaseo', 'google/gemini-2.5-flash')),
  step(548, rejected(2, 429, 'rate_limit_exceeded', limited)),
  ...deliver(502, allFailed),
]

export const invalidScript = (requestId: string | null): Script => [
  step(0, opened('http', requestId)),
  step(
    0.4,
    sent({ model: 'openai/gpt-5-nano', input: [{ role: 'user', content: 'Hi' }, { role: 'you' }], temperature: 2.4 }),
  ),
  ...deliver(400, invalid),
]
