// What an envelope, a response or a recording tells of a routing decision (GATEWAY.md 1.9, 3.3, 3.4), under whichever of its
// names it stands.
import type {
  Candidates,
  Considered,
  Drop,
  EnablementReading,
  Policy,
  Ranked,
  Routing,
  Stage,
} from '#shared/diagnostics/explanation'
import type { Fields } from '#shared/diagnostics/fields'
import { sayReason, sayStage } from '#shared/diagnostics/words'

/** Where each part stands, best first; a part that is nowhere is read as empty. */
export type RoutingParts = {
  readonly diagnostics: Fields
  readonly candidates: Fields
  readonly enablement: Fields
  readonly support: Fields
  readonly policy: Fields
  readonly meta: Fields
}

const unnamed = 'a provider without a name'

export const providerOf = (entry: Fields): string =>
  entry.text('providerId', 'provider_id', 'provider', 'id') ?? entry.word() ?? unnamed

export function readRouting(parts: RoutingParts): Routing {
  const { diagnostics: d } = parts
  const candidates = readCandidates(parts.candidates)
  const enablement = readEnablement(parts.enablement)
  const given = d.list('filterStages', 'filter_stages').map(readStage)
  const isHint = ({ stage }: Stage) => stage.startsWith('hints.')
  const ranked = d.list('rankedProviders').map(readRanked)
  const requested = d.inside('requestedRouting')
  const order = d.texts('order')
  return {
    requestedModel: d.text('requestedModel', 'requested_model'),
    model: d.text('model'),
    endpoint: d.text('endpoint'),
    stages: [
      ...stagesOfCandidates(candidates),
      ...given.filter(isHint),
      ...stageOfEnablement(enablement),
      ...parts.support.list('filteringStages').map(readStage),
      ...given.filter((stage) => !isHint(stage)),
    ],
    candidates,
    enablement,
    considered: d.list('consideredProviders').map(readConsidered),
    ranked,
    order: order.length > 0 ? order : ranked.map(({ provider }) => provider),
    switches: {
      includeAlpha: d.flag('includeAlpha'),
      beta: d.flag('betaChannelEnabled'),
      alpha: d.flag('alphaChannelEnabled'),
      testing: d.flag('testingMode'),
      allowFallbacks: requested.flag('allowFallbacks'),
      requireParameters: requested.flag('requireParameters'),
    },
    lacking: readLacking(parts.support, parts.meta),
    policy: readPolicy(parts.policy),
  }
}

function readStage(entry: Fields): Stage {
  const stage = entry.text('stage', 'name') ?? entry.word() ?? 'unknown'
  return {
    stage,
    words: sayStage(stage),
    before: entry.number('beforeCount', 'before_count'),
    after: entry.number('afterCount', 'after_count'),
    dropped: entry.list('droppedProviders', 'dropped_providers', 'dropped').map(readDrop),
  }
}

function readDrop(entry: Fields): Drop {
  const reason = entry.text('reason', 'code') ?? 'no_reason_given'
  return {
    provider: providerOf(entry),
    reason,
    words: sayReason(reason),
    model: entry.text('providerModelSlug', 'apiModelId'),
  }
}

const dropAll = (providers: readonly string[], reason: string): Drop[] =>
  providers.map((provider) => ({ provider, reason, words: sayReason(reason), model: null }))

function readCandidates(c: Fields): Candidates | null {
  const names = [
    'totalProviders',
    'supportsEndpointCount',
    'candidateCount',
    'droppedUnsupportedEndpoint',
    'droppedMissingAdapter',
  ]
  if (!c.has(...names)) return null
  return {
    total: c.number('totalProviders'),
    supportEndpoint: c.number('supportsEndpointCount'),
    count: c.number('candidateCount'),
    unsupportedEndpoint: c.list('droppedUnsupportedEndpoint').map(providerOf),
    missingAdapter: c
      .list('droppedMissingAdapter')
      .map((entry) => ({ provider: providerOf(entry), endpoint: entry.text('endpoint') })),
  }
}

function stagesOfCandidates(c: Candidates | null): Stage[] {
  if (c === null) return []
  return [
    {
      stage: 'endpoint',
      words: sayStage('endpoint'),
      before: c.total,
      after: c.supportEndpoint,
      dropped: dropAll(c.unsupportedEndpoint, 'endpoint_unsupported'),
    },
    {
      stage: 'adapter',
      words: sayStage('adapter'),
      before: c.supportEndpoint,
      after: c.count,
      dropped: dropAll(
        c.missingAdapter.map(({ provider }) => provider),
        'adapter_missing',
      ),
    },
  ]
}

function readEnablement(e: Fields): EnablementReading | null {
  if (!e.has('capability', 'providersBefore', 'providersAfter', 'dropped')) return null
  return {
    capability: e.text('capability'),
    before: e.list('providersBefore').map(providerOf),
    after: e.list('providersAfter').map(providerOf),
    dropped: e.list('dropped').map(readDrop),
  }
}

function stageOfEnablement(e: EnablementReading | null): Stage[] {
  if (e === null) return []
  const { before, after, dropped } = e
  return [{ stage: 'enablement', words: sayStage('enablement'), before: before.length, after: after.length, dropped }]
}

const readConsidered = (entry: Fields): Considered => ({
  provider: providerOf(entry),
  model: entry.text('providerModelSlug'),
  providerStatus: entry.text('providerStatus'),
  providerRouting: entry.text('providerRoutingStatus'),
  modelRouting: entry.text('modelRoutingStatus'),
  capability: entry.text('capabilityStatus'),
})

const readRanked = (entry: Fields): Ranked => ({
  provider: providerOf(entry),
  model: entry.text('providerModelSlug'),
  score: entry.number('score'),
  breaker: entry.text('breaker'),
})

/** Told by provider, by parameter, or in a response's `meta`. */
function readLacking(support: Fields, meta: Fields): Record<string, readonly string[]> {
  const found = new Map<string, Set<string>>()
  const note = (provider: string, params: readonly string[]) => {
    const known = found.get(provider) ?? new Set()
    for (const param of params) known.add(param)
    if (known.size > 0) found.set(provider, known)
  }
  for (const entry of [...support.list('droppedProviders'), ...meta.list('param_dropped_providers')])
    note(providerOf(entry), entry.texts('unsupportedParams', 'unsupported_params'))
  for (const entry of support.list('perParamSupport')) {
    const param = entry.text('param')
    for (const provider of entry.texts('unsupportedProviders')) if (param !== null) note(provider, [param])
  }
  return Object.fromEntries([...found].map(([provider, params]) => [provider, [...params]]))
}

function readPolicy(p: Fields): Policy | null {
  if (
    !p.has('resolvedModel', 'requestProviderOnly', 'requestProviderIgnore', 'providerAllowlist', 'providerBlocklist')
  ) {
    return null
  }
  return {
    resolvedModel: p.text('resolvedModel'),
    only: p.texts('requestProviderOnly'),
    ignore: p.texts('requestProviderIgnore'),
    allowlist: p.texts('providerAllowlist'),
    blocklist: p.texts('providerBlocklist'),
    models: p.texts('allowedApiModels'),
    guardrails: p.texts('activeGuardrailIds'),
    before: p.number('beforeCount'),
    after: p.number('afterCount'),
  }
}
