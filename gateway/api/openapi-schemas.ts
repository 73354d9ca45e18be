// What the data plane answers, as schemas: the API's own OpenAPI document for responses, GATEWAY.md 1.1 for errors, 5.1 for
// handshakes, 6.1 and 6.2 for the other routes. Answers may carry more than is listed; nothing here is used to refuse one.
import * as z from 'zod'
import { anyObject, flag, note, text } from '#shared/open-responses/request/notes'

const count = z.number().int().min(0)
const texts = z.array(text)
const maybeText = text.nullable().optional()

const outputText = z.looseObject({
  type: z.enum(['output_text']),
  text,
  annotations: z.array(anyObject).optional(),
})
const outputImage = z
  .looseObject({
    type: z.enum(['output_image']),
    b64_json: text.optional(),
    image_url: z.looseObject({ url: text.optional() }).optional(),
    mime_type: text.optional(),
  })
  .meta({ anyOf: [{ required: ['b64_json'] }, { required: ['image_url'] }] })
const outputAudio = z
  .looseObject({
    type: z.enum(['output_audio']),
    b64_json: text.optional(),
    audio_url: z.looseObject({ url: text.optional() }).optional(),
    mime_type: text.optional(),
    format: z.enum(['wav', 'mp3', 'flac', 'm4a', 'ogg', 'pcm16', 'pcm24']).optional(),
  })
  .meta({ anyOf: [{ required: ['b64_json'] }, { required: ['audio_url'] }] })
const outputPart = z.union([outputText, outputImage, outputAudio, z.looseObject({ type: text })])

const outputItem = note(
  z.looseObject({
    type: text.optional(),
    id: text.optional(),
    role: text.optional(),
    status: text.optional(),
    content: z.array(outputPart).optional(),
    phase: note(z.enum(['commentary', 'final_answer']).optional(), 'Send it back with the message in later turns.'),
    call_id: text.optional(),
    name: text.optional(),
    arguments: note(text.optional(), 'Arguments of a function call, as JSON text.'),
  }),
  'A message, a function call or a piece of reasoning.',
)

const serverToolUsage = note(
  z.strictObject({ datetime_requests: count.optional() }),
  'How often the gateway’s own tools ran.',
)

/** Both spellings are sent (GATEWAY.md 0.2 row 4). */
const usage = z.looseObject({
  prompt_tokens: z.number().int().optional(),
  completion_tokens: z.number().int().optional(),
  input_tokens: z.number().int().optional(),
  input_tokens_details: z.looseObject({ cached_tokens: count.optional() }).optional(),
  output_tokens: z.number().int().optional(),
  output_tokens_details: z.looseObject({ reasoning_tokens: count.optional() }).optional(),
  total_tokens: z.number().int().optional(),
  server_tool_use: serverToolUsage.optional(),
})

export const filterStage = z.looseObject({
  stage: note(text, 'Open list of names.'),
  beforeCount: count,
  afterCount: count,
  droppedProviders: z.array(z.looseObject({ providerId: text.nullable(), reason: text.nullable() })),
})
const routingDiagnostics = note(
  z.looseObject({ filterStages: z.array(filterStage) }),
  'Which providers were considered, and where each was dropped.',
)

export const response = z.looseObject({
  id: note(text.optional(), 'Generation id, the same in headers and diagnostics.'),
  object: text.optional(),
  created: z.number().int().optional(),
  created_at: z.number().int().optional(),
  status: text.optional(),
  model: text.optional(),
  provider: note(text.optional(), 'Who served.'),
  output: z.array(outputItem).optional(),
  output_items: note(z.array(outputItem).optional(), 'Another spelling of `output`.'),
  content: z.array(anyObject).optional(),
  role: text.optional(),
  stop_reason: text.optional(),
  type: text.optional(),
  usage: usage.nullable().optional(),
  meta: note(anyObject.optional(), 'With `meta` or `debug.enabled`.'),
  routing_diagnostics: note(routingDiagnostics.optional(), 'With `debug.enabled`.'),
  upstream_request: note(text.optional(), 'With `debug.return_upstream_request` or `echo_upstream_request`.'),
  upstream_response: note(z.unknown().optional(), 'With `debug.return_upstream_response`.'),
})

const failureSample = z.looseObject({
  provider: text,
  type: text,
  status: z.number().int().nullable(),
  upstream_error_code: text.nullable(),
  upstream_error_message: text.nullable(),
  upstream_error_description: text.nullable(),
  upstream_error_param: text.nullable(),
  upstream_payload_preview: text.nullable(),
  retryable: flag.nullable(),
})
const errorDetail = z.looseObject({
  message: text,
  path: z.array(z.union([text, z.number()])),
  keyword: text,
  params: anyObject,
})
const drops = z.array(z.looseObject({ providerId: text, reason: text }))

/** `error` is an object in the profile for third-party clients, with the same fields beside it (GATEWAY.md 9.16). */
export const errorEnvelope = z.looseObject({
  error: note(z.union([text, anyObject]), 'Stable code.'),
  ok: flag.optional(),
  message: text.optional(),
  description: text.optional(),
  generation_id: text.optional(),
  status_code: z.number().int().optional(),
  error_type: z.enum(['user', 'system']).optional(),
  error_origin: z.enum(['user', 'gateway', 'upstream']).optional(),
  reason: text.optional(),
  attempt_count: z.number().int().optional(),
  failed_providers: texts.optional(),
  failed_statuses: z.array(z.number().int()).optional(),
  upstream_error: z
    .looseObject({ code: maybeText, message: maybeText, description: maybeText, param: maybeText })
    .optional(),
  failure_sample: z.array(failureSample).max(3).optional(),
  provider_failure_diagnostics: z.looseObject({ category: text.optional(), hint: text, provider: text }).optional(),
  routing_diagnostics: routingDiagnostics.optional(),
  provider_candidate_diagnostics: z
    .looseObject({
      totalProviders: count,
      supportsEndpointCount: count,
      candidateCount: count,
      droppedUnsupportedEndpoint: texts,
      droppedMissingAdapter: z.array(z.looseObject({ providerId: text, endpoint: text })),
    })
    .optional(),
  provider_enablement: z
    .looseObject({ capability: text, providersBefore: texts, providersAfter: texts, dropped: drops })
    .optional(),
  missing_pricing_providers: texts.max(16).optional(),
  provider_payment_required_provider: text.optional(),
  provider_payment_required_support_notice: text.optional(),
  details: z.array(errorDetail).optional(),
  debug: note(anyObject.optional(), 'With `debug.enabled`.'),
})

export const handshakeRefusal = z.looseObject({
  error: z.looseObject({ type: text, code: text, message: text }),
})
export const handshakeUnauthorised = z.looseObject({ error: z.enum(['unauthorised']), reason: text, request_id: text })

export const compaction = z.looseObject({
  id: text,
  object: z.enum(['response.compaction']),
  created_at: z.number().int(),
  output: z.array(outputItem),
  usage: usage.optional(),
})

export const filesDisabled = z.looseObject({
  error: z.enum(['not_implemented']),
  reason: z.enum(['feature_temporarily_disabled']),
  feature: z.enum(['files']),
  message: text,
  ok: flag,
  status_code: z.number().int(),
  error_type: z.enum(['system']),
  error_origin: z.enum(['gateway']),
})

const model = z.looseObject({
  model_id: text,
  id: text,
  name: text,
  status: text,
  endpoints: texts,
  providers: z.array(
    z.looseObject({
      api_provider_id: text,
      api_provider_name: text,
      provider_model_slug: text,
      is_active_gateway: flag,
      availability_status: text,
      provider_status: text,
      provider_routing_status: text,
      model_routing_status: text,
      capability_status: text,
    }),
  ),
  top_provider_id: text.nullable(),
})
export const modelList = z.looseObject({
  ok: flag,
  privacy_scope: text,
  availability_mode: z.enum(['active', 'all']),
  limit: count,
  offset: count,
  total: count,
  models: z.array(model),
})
export const modelNames = z.looseObject({
  object: z.enum(['list']),
  data: z.array(z.looseObject({ id: text, object: z.enum(['model']), created: count, owned_by: text })),
})
export const modelsError = z.looseObject({ ok: flag, error: text, message: text.optional(), reason: text.optional() })

/** Parts of answers that have a name of their own in the description. */
export const parts = {
  ResponsesOutputItem: outputItem,
  ResponsesOutputContentPart: outputPart,
  ResponsesOutputTextPart: outputText,
  ResponsesOutputImagePart: outputImage,
  ResponsesOutputAudioPart: outputAudio,
  Usage: usage,
  ServerToolUsage: serverToolUsage,
  FilterStage: filterStage,
  RoutingDiagnostics: routingDiagnostics,
  FailureSample: failureSample,
  ErrorDetail: errorDetail,
  Model: model,
}
