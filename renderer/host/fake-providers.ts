// Providers of the fake host: a live one, one without a key, and one that needs none. Keys are held and never given back.
import type { CommandName, Params, Result } from '#shared/contract/commands'
import { HostError } from '#shared/contract/host'
import type { KeySource, ProviderMode, ProviderRow } from '#shared/contract/providers'

type Handlers = {
  readonly [K in Extract<CommandName, 'providers.list' | `provider.${string}`>]: (params: Params<K>) => Result<K>
}

const row = (id: string, label: string, baseUrl: string, more: Partial<ProviderRow> = {}): ProviderRow => ({
  id,
  label,
  adapter: id,
  baseUrl,
  origin: URL.canParse(baseUrl) && baseUrl.startsWith('http') ? new URL(baseUrl).origin : null,
  docs: 'https://platform.openai.com/docs/api-reference/responses',
  credential: 'key',
  key: null,
  variable: `${id.toUpperCase().replaceAll('-', '_')}_API_KEY`,
  strayKeyOrigin: null,
  mode: 'simulated',
  modes: ['live', 'simulated', 'off'],
  health: [],
  ...more,
})

const first: readonly ProviderRow[] = [
  row('openai', 'OpenAI', 'https://api.openai.com/v1', {
    key: 'environment',
    mode: 'live',
    health: [
      { model: 'gpt-5-nano', breaker: 'closed', untilMs: null, successRate: 0.92, latencyMs: 431, observations: 25 },
    ],
  }),
  row('phaseo', 'Phaseo', 'https://api.phaseo.app/v1'),
  row('google-ai-studio', 'Google AI Studio', 'https://generativelanguage.googleapis.com/v1beta'),
  row('simulator', 'Simulator', 'simulator:', { credential: 'none', variable: null, modes: ['simulated', 'off'] }),
]

export function createFakeProviders(changed: () => void): Handlers {
  let rows = first
  const change = (id: string, fields: (row: ProviderRow) => Partial<ProviderRow>): void => {
    if (!rows.some((one) => one.id === id)) throw new HostError('not_found', `There is no provider ${id}.`)
    rows = rows.map((one) => (one.id === id ? { ...one, ...fields(one) } : one))
    changed()
  }
  const setKey = (id: string, key: KeySource | null): void =>
    change(id, ({ mode }) => ({ key, mode: modeWith(mode, key !== null) }))

  return {
    'providers.list': () => ({ providers: rows, storage: { kind: 'session', name: null }, simulate: false }),
    'provider.setKey': ({ provider }) => {
      setKey(provider, 'session')
      return { source: 'session', notKept: null }
    },
    'provider.forgetKey': ({ provider }) => {
      setKey(provider, null)
      return null
    },
    'provider.testKey': ({ provider }) => ({
      outcome: 'accepted',
      status: 200,
      ms: 212,
      message: `${provider} accepted the key (status 200).`,
    }),
    'provider.setMode': ({ provider, mode }) => {
      change(provider, ({ key }) => ({ mode: mode === 'live' && key === null ? 'none' : mode }))
      return null
    },
  }
}

const modeWith = (mode: ProviderMode | 'none', hasKey: boolean): ProviderRow['mode'] =>
  mode === 'off' ? mode : hasKey ? 'live' : 'simulated'
