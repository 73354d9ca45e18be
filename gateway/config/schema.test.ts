import { describe, expect, it } from 'vitest'
import { parseConfig } from './schema'

const problemsOf = (value: unknown) => {
  const parsed = parseConfig(value)
  return parsed.ok ? [] : parsed.problems
}

describe('an empty configuration is all defaults', () => {
  it('written in one place', () => {
    expect(parseConfig({})).toEqual({
      ok: true,
      config: {
        gateway: {
          profile: 'documented',
          websocket: true,
          websocket_bridge: false,
          websocket_limit: 1024,
          attempt_timeout_ms: 120_000,
          total_timeout_ms: 600_000,
          retention: { bytes: 2_000_000_000, sessions: null, days: null },
          channels: { beta: false, alpha: false, testing: false },
        },
        providers: [],
        models: [],
        faults: [],
      },
    })
  })
  it('a route has an endpoint, a weight and active states', () => {
    const parsed = parseConfig({ models: [{ id: 'a/b', providers: [{ provider: 'p', model: 'm' }] }] })
    expect(parsed.ok && parsed.config.models[0]?.providers[0]).toEqual({
      provider: 'p',
      model: 'm',
      endpoints: ['responses'],
      weight: 1,
      routing_status: 'active',
      capability_status: 'active',
    })
  })
})

describe('an unknown key names the nearest known one', () => {
  const route = (more: object) => ({ models: [{ id: 'm', providers: [{ provider: 'p', model: 'm', ...more }] }] })
  it.each<readonly [unknown, string, string]>([
    [{ gatway: {} }, 'gatway', 'gateway'],
    [{ gateway: { Port: 1 } }, 'gateway.Port', 'port'],
    [{ gateway: { attempt_timeout: 1 } }, 'gateway.attempt_timeout', 'attempt_timeout_ms'],
    [{ gateway: { channels: { betta: true } } }, 'gateway.channels.betta', 'beta'],
    [{ providers: [{ id: 'x', baseUrl: 'http://x' }] }, 'providers.0.baseUrl', 'base_url'],
    [{ providers: [{ id: 'x', apikey: 'k' }] }, 'providers.0.apikey', 'api_key'],
    [route({ wieght: 2 }), 'models.0.providers.0.wieght', 'weight'],
    [
      route({ pricing: { input_per_mtok: 1, output_per_mtok: 1, input_per_tok: 1 } }),
      'models.0.providers.0.pricing.input_per_tok',
      'input_per_mtok',
    ],
    [{ faults: [{ provider: 'p', statuss: 400 }] }, 'faults.0.statuss', 'status'],
  ])('%j', (value, path, known) => {
    expect(problemsOf(value)).toEqual([{ path, message: `unknown key; did you mean "${known}"?` }])
  })
  it('every unknown key has its own line', () => {
    expect(problemsOf({ gatway: 1, modells: 1 }).map((p) => p.path)).toEqual(['gatway', 'modells'])
  })
})

describe('a wrong value names its field', () => {
  it.each<readonly [unknown, string]>([
    [[], ''],
    [{ gateway: { port: '4777' } }, 'gateway.port'],
    [{ gateway: { port: 65_536 } }, 'gateway.port'],
    [{ gateway: { profile: 'strict' } }, 'gateway.profile'],
    [{ gateway: { websocket: 'yes' } }, 'gateway.websocket'],
    [{ gateway: { total_timeout_ms: 0 } }, 'gateway.total_timeout_ms'],
    [{ providers: [{}] }, 'providers.0.id'],
    [{ providers: [{ id: '' }] }, 'providers.0.id'],
    [{ providers: [{ id: 'x', base_url: 'ftp://x' }] }, 'providers.0.base_url'],
    [{ providers: [{ id: 'x', base_url: 'not a url' }] }, 'providers.0.base_url'],
    [{ providers: [{ id: 'x', dialect: 'gemini' }] }, 'providers.0.dialect'],
    [{ models: [{ id: 'm' }] }, 'models.0.providers'],
    [{ models: [{ id: 'm', providers: [{ provider: 'p', model: 'm', weight: 0 }] }] }, 'models.0.providers.0.weight'],
    [{ faults: [{ provider: 'p', status: 200 }] }, 'faults.0.status'],
    [{ faults: [{ provider: 'p', probability: 2 }] }, 'faults.0.probability'],
    [{ faults: [{ provider: 'p', breaker: 'closed' }] }, 'faults.0.breaker'],
  ])('%j', (value, path) => {
    expect(problemsOf(value).map((p) => p.path)).toEqual([path])
    expect(problemsOf(value)[0]?.message).not.toBe('')
  })
  it('an adapter may be null, its other fields may not', () => {
    expect(problemsOf({ providers: [{ id: 'x', adapter: null }] })).toEqual([])
    expect(problemsOf({ providers: [{ id: 'x', label: null }] }).map((p) => p.path)).toEqual(['providers.0.label'])
  })
})

describe('a price', () => {
  const priced = (pricing: object) =>
    problemsOf({ models: [{ id: 'm', providers: [{ provider: 'p', model: 'm', pricing }] }] }).map((p) => p.message)
  const rates = { input_per_mtok: 1, output_per_mtok: 2 }
  it('needs what goes in and what comes out, and may name the parts, the request and larger inputs', () => {
    const parts = { cached_input_per_mtok: 0.1, cache_write_per_mtok: 1.25, reasoning_per_mtok: 3, request: 0.01 }
    expect(priced(rates)).toEqual([])
    expect(priced({ ...rates, ...parts, tiers: [{ above_tokens: 200_000, ...rates }] })).toEqual([])
    expect(priced({ input_per_mtok: 1 })).toHaveLength(1)
  })
  it('is neither negative nor beyond what whole numbers can count', () => {
    expect(priced({ ...rates, request: -1 })).toHaveLength(1)
    expect(priced({ ...rates, input_per_mtok: 1e300 })).toHaveLength(1)
    expect(priced({ ...rates, tiers: [{ above_tokens: 0.5, ...rates }] })).toHaveLength(1)
  })
  it('with a slip says what was meant', () => {
    expect(priced({ ...rates, reasoning_per_mtk: 3 })).toEqual(['unknown key; did you mean "reasoning_per_mtok"?'])
  })
})
