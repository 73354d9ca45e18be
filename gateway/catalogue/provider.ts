// What becomes of a provider's configuration: its credential, and whether it is asked, simulated or left out. Whoever types a
// key or presses a switch in the console wants that more than what a file said before.
import type { KeySource, ProviderMode } from '#shared/contract/providers'
import type { Provider } from '../config/catalogue'
import { fromEnv, variableIn, type Env } from '../config/load'
import type { SwitchedModes } from '../config/provider-modes'
import type { ProviderConfig } from '../config/schema'
import type { HeldKeys } from '../keys/keys'
import type { ProviderDescriptor } from '../providers/provider'
import { readBaseUrl } from '../targets/base-url'

/** What was chosen in the console, over the configuration. */
export type Chosen = { readonly keys: HeldKeys; readonly modes: SwitchedModes }
export const nothingChosen: Chosen = { keys: new Map(), modes: new Map() }

export type ProviderOptions = {
  readonly env: Env
  /** No provider goes live, even with a key. */
  readonly simulate: boolean
  readonly adapters: ReadonlyMap<string, ProviderDescriptor>
  readonly chosen: Chosen
}

const simulatorAdapter = 'simulator'

export function toProvider(p: ProviderConfig, options: ProviderOptions): Provider {
  const adapter = adapterOf(p, options.adapters)
  const { apiKey } = keyOf(p, options)
  const passThrough = isPassThrough(p)
  const switched = options.chosen.modes.get(p.id)
  const canBeAsked = (apiKey !== null || passThrough) && !options.simulate && adapter !== simulatorAdapter
  const isLive = canBeAsked && switched !== 'simulated'
  const neverSimulated = switched === undefined || switched === 'off' ? p.simulate === false : switched === 'live'
  return {
    id: p.id,
    label: p.label ?? p.id,
    adapter,
    dialect: p.dialect ?? 'responses',
    baseUrl: (p.base_url ?? '').replace(/\/+$/, ''),
    apiKey,
    passThrough,
    enabled: switched === undefined ? (p.enabled ?? true) : switched !== 'off',
    mode: isLive ? 'live' : neverSimulated && !options.simulate ? 'none' : 'simulated',
    status: p.status ?? (p.alpha ? 'alpha' : 'active'),
    routingStatus: p.routing_status ?? 'active',
  }
}

/** As the console's switch has it. */
export const modeOf = ({ enabled, mode }: Pick<Provider, 'enabled' | 'mode'>): ProviderMode | 'none' =>
  enabled ? mode : 'off'

function adapterOf(p: ProviderConfig, adapters: ProviderOptions['adapters']): string | null {
  const named = p.adapter === undefined ? p.id : p.adapter
  return named !== null && adapters.has(named) ? named : null
}

const isPassThrough = (p: ProviderConfig): boolean => p.api_key === 'pass-through'

/** Whether a key is what this provider needs at all. */
export function credentialOf(
  p: ProviderConfig,
  { adapter }: Pick<Provider, 'adapter'>,
): 'key' | 'pass-through' | 'none' {
  if (adapter === simulatorAdapter) return 'none'
  return isPassThrough(p) ? 'pass-through' : 'key'
}

export type ProviderKey = { readonly apiKey: string | null; readonly source: KeySource | null }

/** A key that was given is for the origin it was given for: a base URL that leads elsewhere does not get it. */
export function keyOf(p: ProviderConfig, { env, chosen }: Pick<ProviderOptions, 'env' | 'chosen'>): ProviderKey {
  if (isPassThrough(p)) return { apiKey: null, source: null }
  const given = chosen.keys.get(p.id)
  if (given !== undefined && given.origin === originOf(p.base_url))
    return { apiKey: given.key, source: given.kept ? 'kept' : 'session' }
  const apiKey = fromEnv(p.api_key, env)
  if (apiKey === null) return { apiKey, source: null }
  return { apiKey, source: variableIn(p.api_key) === null ? 'configuration' : 'environment' }
}

/** Scheme, host and port; null: there is no address that could get a key. */
export function originOf(baseUrl: string | undefined): string | null {
  const read = readBaseUrl(baseUrl ?? '')
  return read.ok ? read.baseUrl.origin : null
}
