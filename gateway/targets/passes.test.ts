import { describe, expect, it } from 'vitest'
import { createVirtualClock } from '../../test/support/virtual-clock'
import type { Provider } from '../config/catalogue'
import type { Engine } from '../engine'
import { createPasses } from './passes'

const provider = { id: 'elsewhere', apiKey: 'sk-of-elsewhere-01' } as Provider
const sentTo = { kind: 'custom', baseUrl: 'https://elsewhere.test/v1' } as const
const engine = {
  token: 'own',
  secrets: ['one'],
  target: null,
  sentTo: null,
  recorder: {},
  clock: createVirtualClock(),
} as unknown as Engine

describe('a pass', () => {
  it('is good for one exchange, as its bearer and with its secret', () => {
    const passes = createPasses()
    const pass = passes.issue(provider, sentTo)
    expect(passes.engineFor(engine, `Bearer ${pass}`)).toMatchObject({
      target: provider,
      sentTo,
      token: pass,
      secrets: ['one', 'sk-of-elsewhere-01'],
    })
    expect(passes.engineFor(engine, `Bearer ${pass}`)).toBe(engine)
  })
  it('is good for none once its request has ended', () => {
    const passes = createPasses()
    const pass = passes.issue(provider, sentTo)
    passes.revoke(pass)
    expect(passes.engineFor(engine, `Bearer ${pass}`)).toBe(engine)
  })
  it('is nothing that could be guessed or left out', () => {
    const passes = createPasses()
    const pass = passes.issue(provider, sentTo)
    expect(pass).toMatch(/^[0-9a-f]{64}$/)
    expect(passes.issue(provider, sentTo)).not.toBe(pass)
    for (const other of [undefined, '', 'Bearer', `Bearer ${pass}0`, `Basic ${pass}`, pass]) {
      expect(passes.engineFor(engine, other), other).toBe(engine)
    }
  })
})
