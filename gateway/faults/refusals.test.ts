import { describe, expect, it } from 'vitest'
import { gatewayErrorCodes } from '#shared/fault/gateway-errors'
import { faultSchema } from '#shared/fault/schema'
import { errorCodes } from '../api/errors'
import { FaultSet } from './fault-set'
import { gatewayFault, openBreakers } from './refusals'

const now = Date.UTC(2026, 4, 6, 12)
const meet = (...faults: readonly object[]) =>
  new FaultSet(faults.map((f) => faultSchema.parse(f))).forRequest({ seed: 'G-1', model: 'lab/m' })

describe('breakers held open', () => {
  it('are those of the faults for this request, every provider once', () => {
    const faults = meet(
      { provider: 'a', breaker: 'open' },
      { provider: 'a', breaker: 'open' },
      { provider: 'b', breaker: 'open', model: 'lab/other' },
      { provider: 'c', breaker: 'open', probability: 0 },
      { provider: 'd', status: 500 },
      { provider: 'e', breaker: 'open', times: 1 },
    )
    expect([...openBreakers(faults)]).toEqual(['a', 'e'])
    expect([...openBreakers(faults)]).toEqual(['a'])
  })
})

describe('a refusal of the gateway', () => {
  const refuse = (fault: object) => gatewayFault(meet({ provider: 'gateway', ...fault }), now)
  it('is none unless a fault says so', () => {
    expect(gatewayFault(meet({ provider: 'a', status: 500 }), now)).toBeNull()
    expect(gatewayFault(meet(), now)).toBeNull()
  })
  it.each(gatewayErrorCodes)('%s has a status, words, and says that it was injected', (error) => {
    const refusal = refuse({ error })
    expect(refusal?.code).toBe(error)
    expect(refusal?.fields.description).not.toBe('')
    expect(refusal?.fields.message).toMatch(new RegExp(`^Injected: ${errorCodes[error].status}: `))
  })
  it('has the fields it is given, and nothing that is only the fault’s', () => {
    expect(refuse({ error: 'insufficient_funds', description: 'No credit.', min_usd: 1, times: 3 })?.fields).toEqual({
      description: 'No credit.',
      message: 'Injected: 402: the workspace has no credit.',
      min_usd: 1,
    })
    expect(refuse({ error: 'unsupported_model_or_endpoint' })?.fields['reason']).toBe('model_not_found_or_inactive')
  })
  it('for a key limit tells which one, as the documents word it', () => {
    expect(refuse({ error: 'key_limit_exceeded' })?.fields).toEqual({
      description: 'This API key has reached its daily request limit (100/100).',
      message: 'Injected: 429: the API key has reached a limit.',
      limit_window: 'daily',
      limit_metric: 'requests',
      current_value: 100,
      limit_value: 100,
      now: '2026-05-06T12:00:00.000Z',
      reset_at: '2026-05-07T00:00:00.000Z',
    })
    const spend = {
      error: 'key_limit_exceeded',
      limit_window: 'weekly',
      limit_metric: 'cost',
      current_value: 7,
      limit_value: 5,
    }
    expect(refuse(spend)?.fields.description).toBe('This API key has reached its weekly spend limit (7/5).')
    expect(refuse({ error: 'key_limit_exceeded', limit_metric: 'soft_blocked' })?.fields.description).toMatch(
      /soft-blocked/,
    )
  })
})
