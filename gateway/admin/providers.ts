// The console's commands about providers: what they are, their keys, and the switch between the network and the simulator. What
// is changed here holds for every request from the next one on.
import type { Handlers } from '#shared/contract/commands'
import { HostError } from '#shared/contract/host'
import { providerModes, type KeyTest, type ProviderRow } from '#shared/contract/providers'
import { credentialOf, keyOf, modeOf, originOf } from '../catalogue/provider'
import type { CatalogueSource } from '../catalogue/source'
import { notTested, testKey } from '../catalogue/test-key'
import { variableIn, type Env } from '../config/load'
import type { ProviderConfig } from '../config/schema'
import type { Engine } from '../engine'
import type { Keys } from '../keys/keys'
import { descriptors } from '../providers/index'
import { redactUrl, shortestSecret } from '../recording/redact'
import { isLoopback } from '../targets/base-url'

type ProviderCommand = 'providers.list' | `provider.${'setKey' | 'forgetKey' | 'testKey' | 'setMode'}`

export type ProvidersContext = {
  readonly catalogue: CatalogueSource
  readonly keys: Keys
  readonly engine: Pick<Engine, 'health' | 'clock'>
  readonly env: Env
  /** No provider goes live, whatever is asked. */
  readonly simulate: boolean
  /** From now on nobody may see it. */
  readonly conceal: (secret: string | null) => void
  /** Tells every window. */
  readonly changed: () => void
}

export function createProviderHandlers(context: ProvidersContext): Pick<Handlers, ProviderCommand> {
  const { catalogue, keys, simulate, conceal, changed } = context

  const takeKeys = () => {
    catalogue.takeKeys(keys.current())
    // Where a key was forgotten, another one may have come to light.
    for (const { apiKey } of catalogue.current().providers.values()) conceal(apiKey)
    changed()
  }

  return {
    'providers.list': async () => ({
      providers: catalogue.configured.map((p) => describeProvider(context, p)),
      storage: await keys.storage(),
      simulate,
    }),
    'provider.setKey': async ({ provider: id, origin, key: typed, keep }) => {
      const key = typed.trim()
      checkKey(describeProvider(context, find(catalogue, id)), origin, key)
      conceal(key)
      const kept = keep && (await keys.storage()).kind !== 'session'
      const notKept = await keys.give({ provider: id, origin, key }, kept)
      takeKeys()
      return { source: keys.current().get(id)?.kept ? 'kept' : 'session', notKept }
    },
    'provider.forgetKey': async ({ provider: id }) => {
      try {
        await keys.forget(find(catalogue, id).id)
      } catch (error) {
        const message = `It is forgotten until Gatescope starts again, and kept still: ${(error as Error).message}`
        throw new HostError('key_still_kept', message)
      } finally {
        takeKeys()
      }
      return null
    },
    'provider.testKey': async ({ provider: id }) => testConfigured(context, find(catalogue, id)),
    'provider.setMode': async ({ provider: id, mode }) => {
      const { modes, label } = describeProvider(context, find(catalogue, id))
      if (!modes.includes(mode)) throw new HostError('mode_unavailable', `${label} cannot be switched to ${mode} here.`)
      catalogue.switchMode(id, mode)
      changed()
      return null
    },
  }
}

function testConfigured(context: ProvidersContext, p: ProviderConfig): Promise<KeyTest> | KeyTest {
  const { catalogue, engine, simulate } = context
  const { credential, key } = describeProvider(context, p)
  const provider = catalogue.current().providers.get(p.id)
  if (simulate) return notTested('Gatescope was started to simulate: nothing leaves this machine.')
  if (credential === 'pass-through') return notTested('Each client brings its own key.')
  if (!provider || key === null) return notTested('There is no key to test.')
  if (provider.adapter === null) return notTested('No adapter of the gateway speaks to this provider.')
  return testKey(provider, engine.clock.monotonic)
}

function find({ configured }: CatalogueSource, id: string): ProviderConfig {
  const p = configured.find((one) => one.id === id)
  if (!p) throw new HostError('not_found', `There is no provider ${id}.`)
  return p
}

/** What fits into a header. */
const keyShape = /^[\x21-\x7e]+$/

function checkKey({ label, credential, origin }: ProviderRow, typedFor: string, key: string): void {
  if (credential !== 'key' || origin === null)
    throw new HostError('key_not_wanted', `${label} is not reached with a key of this gateway.`)
  if (origin !== typedFor)
    throw new HostError('origin_changed', `${label} is at ${origin} now: the key was typed for ${typedFor}.`)
  if (!keyShape.test(key)) throw new HostError('invalid_key', 'Key must be visible ASCII characters without spaces.')
  // Servers on this machine are content with any word, and one that everybody knows is no secret.
  if (key.length < shortestSecret && !isLoopback(origin))
    throw new HostError(
      'invalid_key',
      `Key must have at least ${shortestSecret} characters: a shorter one cannot be kept out of what is recorded.`,
    )
}

function describeProvider({ catalogue, engine, env, simulate }: ProvidersContext, p: ProviderConfig): ProviderRow {
  const provider = catalogue.current().providers.get(p.id)
  if (!provider) throw new Error(`the catalogue has no ${p.id}, which is configured`)
  const chosen = catalogue.chosen()
  const credential = credentialOf(p, provider)
  const origin = originOf(p.base_url)
  const given = chosen.keys.get(p.id)
  return {
    id: provider.id,
    label: provider.label,
    adapter: provider.adapter,
    baseUrl: redactUrl(provider.baseUrl),
    origin,
    docs: descriptors.get(provider.adapter ?? '')?.docs ?? null,
    credential,
    key: credential === 'none' ? null : keyOf(p, { env, chosen }).source,
    variable: variableIn(p.api_key),
    strayKeyOrigin: given !== undefined && given.origin !== origin ? given.origin : null,
    mode: modeOf(provider),
    modes: simulate || credential === 'none' ? ['simulated', 'off'] : [...providerModes],
    health: engine.health.ofProvider(p.id).map(([model, health]) => {
      const { breaker, untilMs, successRate, latencyMs, observations } = health
      return { model, breaker, untilMs, successRate, latencyMs, observations }
    }),
  }
}
