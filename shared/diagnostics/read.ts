// Reads one envelope, whichever gateway or provider it comes from (GATEWAY.md 1.1, 1.3, 8.2): only `error` is certain, and
// even that may be an object, a number or missing.
import { parseJson } from '#shared/json'
import type {
  Attempt,
  Context,
  Detail,
  Facts,
  Rest,
  Routing,
  SourceKind,
  Upstream,
} from '#shared/diagnostics/explanation'
import { openFields, type Fields } from '#shared/diagnostics/fields'
import { isContainer } from '#shared/diagnostics/patch'
import { readAttempts } from '#shared/diagnostics/read-attempts'
import { readRouting } from '#shared/diagnostics/read-routing'

export type Reading = {
  readonly kind: SourceKind
  readonly facts: Facts
  readonly details: readonly Detail[]
  readonly routing: Routing
  readonly attempts: readonly Attempt[]
  readonly hints: readonly string[]
  readonly answer: Answer
  readonly rest: readonly Rest[]
}

/** What a whole response says of who served it. */
export type Answer = {
  readonly isResponse: boolean
  readonly model: string | null
  readonly provider: string | null
  readonly status: string | null
  readonly tier: string | null
}

export function readEnvelope(envelope: unknown, context: Context): Reading {
  const { fields: root, rest } = openFields(typeof envelope === 'string' ? { message: envelope } : envelope)
  const response = root.inside('response')
  const nested = [root.inside('error'), response.inside('error')]
  const body = nested.find(({ value }) => isContainer(value)) ?? root
  const inner = openFields(parseJson(body.text('message') ?? ''))
  const meta = (root.has('meta') ? root : response).inside('meta').inside('routing')
  const facts = readFacts(root, body, inner.fields, context)
  const debug = root.inside('debug')
  const snapshot = debug.inside('routing')
  const recorded = openFields(context.routing).fields
  const diagnostics = firstOf(
    root.inside('routing_diagnostics'),
    response.inside('routing_diagnostics'),
    snapshot.inside('routing_diagnostics'),
    recorded,
    hasDecision(root) ? root : recorded,
  )
  const details = readDetails(root)
  const policy = firstOf(
    diagnostics.inside('workspacePolicy'),
    ...details.map(({ params }) => openFields(params).fields),
  )
  const routing = readRouting({
    diagnostics,
    candidates: firstOf(
      root.inside('provider_candidate_diagnostics'),
      recorded.inside('candidates'),
      diagnostics.inside('candidates'),
      snapshot.inside('provider_candidate_build_diagnostics'),
    ),
    enablement: firstOf(
      root.inside('provider_enablement'),
      recorded.inside('enablement'),
      diagnostics.inside('enablement'),
      snapshot.inside('provider_enablement_diagnostics'),
    ),
    support: firstOf(diagnostics.inside('parameterSupport'), snapshot.inside('param_routing_diagnostics')),
    policy,
    meta,
  })
  const listed = [...debug.list('provider_attempts'), ...meta.list('attempts', 'provider_attempts')]
  const attempts = readAttempts(root, listed, facts, context.attempts ?? [])
  return {
    kind: kindOf(root, body),
    facts,
    details,
    routing,
    attempts,
    hints: [facts.failure.hint, facts.payment.notice, root.text('action')].filter((hint) => hint !== null),
    answer: readAnswer(root, response, meta),
    rest: rest(),
  }
}

const firstOf = (...places: Fields[]): Fields =>
  places.find(({ value }) => isContainer(value) && Object.keys(value).length > 0) ?? openFields(null).fields

const hasDecision = (root: Fields): boolean =>
  root.has('filterStages', 'consideredProviders', 'rankedProviders', 'finalCandidateCount')

function kindOf(root: Fields, body: Fields): SourceKind {
  if (hasDecision(root)) return 'diagnostics'
  const object = root.text('object')
  if (object !== null && object !== 'error') return 'response'
  const type = root.text('type')
  if (type === 'error' || type?.startsWith('response.')) return 'event'
  return body === root || root.has('status_code', 'error_type', 'generation_id') ? 'envelope' : 'error'
}

/** The code is the first that is there (GATEWAY.md 1.3); an object says it by one of several names. */
function readCode(root: Fields, body: Fields, inner: Fields): string | null {
  const specific = inner.text('error', 'code')
  if (specific !== null) {
    root.text('code')
    body.text('code', 'type')
    return specific
  }
  if (body === root) return root.text('error', 'code', 'error_code', 'type')
  const own = root.text('error_code')
  return body.text('code', 'status') ?? own ?? root.text('code') ?? body.text('type', 'error') ?? root.text('type')
}

function readFacts(root: Fields, body: Fields, inner: Fields, context: Context): Facts {
  const failure = root.inside('provider_failure_diagnostics')
  const seconds = root.number('retry_after_seconds', 'retry_after', 'retryAfter')
  const error = readCode(root, body, inner)
  // What says the same twice is taken twice, so that it does not come up among the rest.
  const [ownMessage, message] = [root.text('message'), body.text('message')]
  const [ownStatus, status] = [
    root.number('status_code', 'status', 'statusCode'),
    body.number('status', 'status_code', 'code'),
  ]
  return {
    status: ownStatus ?? status ?? context.status ?? null,
    error,
    reason: root.text('reason') ?? body.text('reason'),
    type: root.text('error_type') ?? body.text('type'),
    origin: root.text('error_origin'),
    message: inner.text('description', 'message') ?? message ?? ownMessage,
    description: root.text('description') ?? body.text('description') ?? readDetailText(root),
    generationId: root.text('generation_id', 'request_id', 'requestId'),
    attemptCount: root.number('attempt_count'),
    failedProviders: root.texts('failed_providers'),
    failedStatuses: root.list('failed_statuses').flatMap((entry) => Number(entry.word() ?? Number.NaN) || []),
    upstreamError: readUpstream(root, body),
    failure: {
      category: failure.text('category'),
      hint: failure.text('hint'),
      provider: failure.text('provider'),
    },
    payment: {
      provider: root.text('provider_payment_required_provider'),
      notice: root.text('provider_payment_required_support_notice'),
    },
    missingPricing: root.texts('missing_pricing_providers'),
    retryAfterMs: context.retryAfterMs ?? (seconds === null ? null : seconds * 1000),
  }
}

/** `{"detail": "Not Found"}` is how some servers say everything. */
const readDetailText = (root: Fields): string | null =>
  root.has('error', 'message') ? null : root.text('detail', 'title')

function readUpstream(root: Fields, body: Fields): Upstream {
  const given = root.inside('upstream_error')
  const said = {
    code: given.text('code'),
    message: given.text('message'),
    description: given.text('description'),
    param: given.text('param'),
  }
  return { ...said, param: said.param ?? body.text('param') ?? root.text('param') }
}

function readDetails(root: Fields): Detail[] {
  return root.list('details', 'detail', 'errors').flatMap((entry): Detail[] => {
    if (!isContainer(entry.value)) return []
    const params = entry.whole('params')
    const detail = {
      message: entry.text('message', 'msg', 'description'),
      path: entry.list('path', 'loc').flatMap((part) => {
        const word = part.word()
        return word === null
          ? []
          : word.includes('.') && typeof part.value === 'string'
            ? word.split('.')
            : [part.value as string | number]
      }),
      keyword: entry.text('keyword', 'code', 'type'),
      params: isContainer(params) && !Array.isArray(params) ? params : {},
    }
    return detail.message === null && detail.keyword === null && detail.path.length === 0 ? [] : [detail]
  })
}

function readAnswer(root: Fields, response: Fields, meta: Fields): Answer {
  const from = root.has('object') ? root : response
  const object = from.text('object')
  return {
    isResponse: object !== null && object !== 'error',
    model: from.text('model'),
    provider: from.text('provider') ?? meta.text('selected_provider'),
    status: from.text('status'),
    tier: from.text('service_tier'),
  }
}
