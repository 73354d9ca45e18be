// What lets a provider past a stage: for each drop reason the smallest changes, best first. A reason nobody knows a change
// for gets advice in words.
import { field } from '#shared/json'
import { again, change, elsewhere } from '#shared/diagnostics/actions'
import type { Action } from '#shared/diagnostics/explanation'
import {
  allowOnly,
  endpointsOf,
  lengthNames,
  removeFaults,
  removeOptions,
  removeParameter,
  setOption,
  setProvider,
  setRoute,
  stopIgnoring,
  type Documents,
} from '#shared/diagnostics/documents'
import { asText } from '#shared/diagnostics/fields'
import { isSameProvider, type Obstacle } from '#shared/diagnostics/obstacles'
import { removeAt, setAt, valueAt, type Patch } from '#shared/diagnostics/patch'
import { sayList } from '#shared/diagnostics/words'

export type FixInput = {
  readonly documents: Documents
  readonly provider: string
  readonly obstacle: Pick<Obstacle, 'stage' | 'reason'>
  readonly model: string | null
  readonly requestedModel: string | null
  readonly endpoint: string | null
  /** The provider's name for the model. */
  readonly slug: string | null
  /** What it is known not to support of the request. */
  readonly lacking: readonly string[]
  /** The longest answer anybody gives. */
  readonly longest: number | null
}

type Fix = (input: FixInput) => readonly (Action | null)[]

export function fixesFor(input: FixInput): Action[] {
  const { reason } = input.obstacle
  const known = Object.hasOwn(fixes, reason)
    ? fixes[reason]
    : reason.startsWith('provider_status_')
      ? openStatus
      : undefined
  const found = (known?.(input) ?? []).filter((action) => action !== null)
  return found.length > 0
    ? found
    : [elsewhere(`Choose another provider than ${input.provider}, or have its owner open it.`)]
}

const inRequest =
  (say: (input: FixInput) => string, patch: (request: unknown, input: FixInput) => Patch): Fix =>
  (input) => [change(say(input), 'request', patch(input.documents.request, input), input.provider)]

const ofProvider =
  (say: (provider: string) => string, name: string, value: unknown): Fix =>
  ({ documents, provider }) => [
    change(
      `${say(provider)} in the configuration.`,
      'configuration',
      setProvider(documents.configuration, provider, name, value),
      provider,
    ),
  ]

const openStatus = ofProvider((provider) => `Mark ${provider} as active`, 'status', 'active')

const freePrice = { input_per_mtok: 0, output_per_mtok: 0 }

const routeOf = ({ model, provider, slug }: FixInput) =>
  model === null ? null : { model, provider, slug: slug ?? model.slice(model.indexOf('/') + 1) }

const ofRoute =
  (say: (input: FixInput, model: string) => string, name: string, value: unknown): Fix =>
  (input) => {
    const route = routeOf(input)
    if (route === null) return [elsewhere(say(input, 'the model'))]
    const patch = setRoute(input.documents.configuration, route, name, value, { pricing: freePrice })
    return [change(say(input, route.model), 'configuration', patch, input.provider)]
  }

const switchOn =
  (words: string, ...names: string[]): Fix =>
  ({ documents, provider }) => {
    const { configuration } = documents
    const channels = valueAt(configuration, ['gateway', 'channels'])
    const patch =
      names.length === 1 || channels !== undefined
        ? names.flatMap((name) => setAt(configuration, ['gateway', 'channels', name], true))
        : setAt(configuration, ['gateway', 'channels'], Object.fromEntries(names.map((name) => [name, true])))
    return [change(words, 'configuration', patch, provider)]
  }

const both =
  (...list: Fix[]): Fix =>
  (input) =>
    list.flatMap((fix) => [...fix(input)])

/** A model’s name may pin a provider, and goes before every list. */
const joinOnly: Fix = ({ documents: { request }, provider, model, requestedModel }) => {
  const [name = '', preset = ''] = /^(.*?)(:(?:fast|nitro|cheap))?$/s.exec(requestedModel ?? '')?.slice(1) ?? []
  const isPinned = model !== null && name.endsWith(`:${model}`)
  const unpin = isPinned ? setAt(request, ['model'], model + preset) : []
  const patch = [...unpin, ...allowOnly(request, provider)]
  const words = isPinned
    ? `Ask for ${model}${preset}: the name before it allows one provider only.`
    : `Add ${provider} to the request’s only list.`
  return [change(words, 'request', patch, provider)]
}

const serveEndpoint: Fix = (input) => {
  const route = routeOf(input)
  if (route === null)
    return [elsewhere(`Say in the configuration on which endpoints ${input.provider} serves the model.`)]
  const { configuration } = input.documents
  const endpoint = input.endpoint ?? 'responses'
  const endpoints = [...endpointsOf(configuration, route), endpoint]
  const patch = setRoute(configuration, route, 'endpoints', endpoints, { pricing: freePrice })
  const words = `Say in the configuration that ${input.provider} serves ${route.model} on ${endpoint}, if it does.`
  return [change(words, 'configuration', patch, input.provider)]
}

const shorten: Fix = ({ documents: { request }, provider, longest }) => {
  const given = lengthNames.filter((name) => valueAt(request, [name]) !== undefined)
  const patch = given.flatMap((name) =>
    longest === null ? removeAt(request, [name]) : setAt(request, [name], longest),
  )
  const words = longest === null ? 'Do not ask for a length of answer.' : `Ask for at most ${longest} output tokens.`
  return [change(words, 'request', patch, provider)]
}

const leaveOut: Fix = ({ documents: { request }, provider, lacking }) => {
  const steps = lacking.map((name) => removeParameter(request, name))
  if (steps.some((one) => one.length === 0)) return []
  return [
    change(`Leave out ${sayList(lacking)}, which ${provider} does not support.`, 'request', steps.flat(), provider),
  ]
}

const closeBreaker: Fix = ({ documents, provider }) => {
  const isIt = (fault: unknown) =>
    isSameProvider(asText(field(fault, 'provider')) ?? '', provider) && field(fault, 'breaker') === 'open'
  const patch = removeFaults(documents.configuration, isIt)
  return [
    change(`Remove the configured fault that holds the breaker of ${provider} open.`, 'configuration', patch, provider),
    patch.length > 0
      ? null
      : again(`Wait until the breaker of ${provider} closes, 30 s at first, then send it again.`, 30_000),
  ]
}

const findKey: Fix = ({ documents, provider }) => {
  const entry = (valueAt(documents.configuration, ['providers']) ?? []) as readonly unknown[]
  const own = Array.isArray(entry)
    ? entry.find((one) => isSameProvider(asText(field(one, 'id')) ?? '', provider))
    : undefined
  const variable = /^\$\{(\w+)\}$/.exec(asText(field(own, 'api_key')) ?? '')?.[1]
  const isHeld = field(own, 'simulate') === false
  const patch = isHeld ? setProvider(documents.configuration, provider, 'simulate', true) : []
  return [
    elsewhere(
      variable === undefined
        ? `Give ${provider} a key: \`api_key\` in the configuration, or its usual environment variable.`
        : `Set ${variable} in the environment the gateway starts in; ${provider} takes its key from there.`,
    ),
    change(`Let the simulator stand in for ${provider} until it has a key.`, 'configuration', patch, provider),
  ]
}

const beta = switchOn('Open the beta channel in the configuration.', 'beta')
const alpha = switchOn('Open the beta and alpha channels in the configuration.', 'beta', 'alpha')
const askForAlpha = inRequest(
  () => 'Ask for alpha providers: include_alpha in the request.',
  (request) =>
    setOption(
      request,
      valueAt(request, ['provider', 'includeAlpha']) === undefined ? 'include_alpha' : 'includeAlpha',
      true,
    ),
)
const testing = switchOn('Switch on testing mode in the configuration.', 'testing')
const capability = ofRoute(
  ({ provider }, model) => `Open the endpoint of ${provider} for ${model} in the configuration.`,
  'capability_status',
  'active',
)

const fixes: Readonly<Record<string, Fix>> = {
  endpoint_unsupported: serveEndpoint,
  adapter_missing: ofProvider(
    (provider) => `Name an adapter for ${provider} (most speak openai-compatible)`,
    'adapter',
    'openai-compatible',
  ),
  'not_in_provider.only': joinOnly,
  'listed_in_provider.ignore': inRequest(
    ({ provider }) => `Take ${provider} off the request’s ignore list.`,
    (request, { provider }) => stopIgnoring(request, provider),
  ),
  capability_disabled: ofProvider((provider) => `Switch ${provider} on`, 'enabled', true),
  service_tier_unsupported: inRequest(
    () => 'Leave out service_tier.',
    (request) => removeAt(request, ['service_tier']),
  ),
  pricing_missing: ofRoute(
    ({ provider }, model) => `Give ${model} at ${provider} a price in the configuration; 0 until you know it.`,
    'pricing',
    freePrice,
  ),
  credentials_not_configured: findKey,
  client_key_cannot_use_gateway_credentials: () => [
    elsewhere('Call the gateway with its own token, then it uses the keys it has.'),
  ],
  parameters_required_and_unsupported: both(
    inRequest(
      () => 'Do not require that every parameter is supported.',
      (request) => removeOptions(request, ['require_parameters', 'requireParameters']),
    ),
    leaveOut,
  ),
  max_tokens_exceeded: shorten,
  more_parameters_unsupported: leaveOut,
  beta_requires_team_beta_channel: beta,
  alpha_requires_beta_and_alpha_channels: both(askForAlpha, alpha),
  provider_routing_status_disabled: ofProvider(
    (provider) => `Switch the routing of ${provider} on`,
    'routing_status',
    'active',
  ),
  model_routing_status_disabled: ofRoute(
    ({ provider }, model) => `Switch on the routing of ${model} to ${provider} in the configuration.`,
    'routing_status',
    'active',
  ),
  capability_status_disabled: capability,
  capability_status_coming_soon: capability,
  capability_status_internal_testing_requires_testing_mode: testing,
  provider_status_internal_testing: testing,
  breaker_open: closeBreaker,
}
