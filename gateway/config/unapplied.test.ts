import { describe, expect, it } from 'vitest'
import { configSchema } from './schema'
import { sayStrayFaults, sayUnapplied } from './unapplied'

const say = (config: unknown) => sayUnapplied(configSchema.parse(config), new Set(['openai', 'openai-compatible']))

describe('what is configured and not done is said', () => {
  it.each([[{ providers: [{ id: 'a', adapter: 'anthropic' }] }, /^providers\.a: there is no adapter "anthropic"/]])(
    '%j',
    (config, line) => expect(say(config)).toEqual([expect.stringMatching(line)]),
  )

  it('and nothing is said of what is', () => {
    expect(say({})).toEqual([])
    expect(say({ faults: [{ provider: 'openai', status: 429 }] })).toEqual([])
    expect(
      say({
        providers: [
          { id: 'x', adapter: null },
          { id: 'openai', api_key: '${K}' },
        ],
      }),
    ).toEqual([])
  })
})

describe('a fault for nobody is said', () => {
  it('with the nearest provider', () => {
    const { faults } = configSchema.parse({
      faults: [
        { provider: 'opnai', status: 429 },
        { provider: 'openai', status: 429 },
        { provider: 'gateway', error: 'gateway_error' },
      ],
    })
    expect(sayStrayFaults(faults, ['simulator', 'openai'])).toEqual([
      'faults.0: there is no provider "opnai"; did you mean "openai"?',
    ])
  })
})
