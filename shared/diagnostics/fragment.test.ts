import { describe, expect, it } from 'vitest'
import { fragmentOf } from '#shared/diagnostics/fragment'
import type { Patch } from '#shared/diagnostics/patch'

const configuration = {
  gateway: { port: 4777, channels: { beta: false } },
  providers: [
    { id: 'openai', api_key: '[redacted]' },
    { id: 'acme', api_key: '[redacted]', status: 'beta' },
  ],
  models: [{ id: 'acme/one', providers: [{ provider: 'acme', model: 'one', endpoints: ['responses'] }] }],
}

describe('the piece of a document that a patch changes', () => {
  it('names the entries of lists it is in, and holds nothing else of them', () => {
    const status: Patch = [
      { op: 'test', path: '/providers/1/id', value: 'acme' },
      { op: 'replace', path: '/providers/1/status', value: 'active' },
    ]
    expect(fragmentOf(configuration, status)).toEqual({ providers: [{ id: 'acme', status: 'active' }] })
    const price: Patch = [{ op: 'add', path: '/models/0/providers/0/pricing', value: { input_per_mtok: 0 } }]
    expect(fragmentOf(configuration, price)).toEqual({
      models: [{ id: 'acme/one', providers: [{ provider: 'acme', model: 'one', pricing: { input_per_mtok: 0 } }] }],
    })
  })
  it('holds what is added whole', () => {
    const entry = { id: 'third', enabled: true }
    expect(fragmentOf(configuration, [{ op: 'add', path: '/providers/-', value: entry }])).toEqual({
      providers: [entry],
    })
    expect(fragmentOf({}, [{ op: 'add', path: '/providers', value: [entry] }])).toEqual({ providers: [entry] })
  })
  it('holds several changes together', () => {
    const both: Patch = [
      { op: 'replace', path: '/gateway/channels/beta', value: true },
      { op: 'add', path: '/gateway/channels/alpha', value: true },
    ]
    expect(fragmentOf(configuration, both)).toEqual({ gateway: { channels: { beta: true, alpha: true } } })
  })
  it('is none where something is taken away, or where the patch does not fit', () => {
    expect(fragmentOf(configuration, [{ op: 'remove', path: '/models' }])).toBeUndefined()
    expect(fragmentOf(configuration, [{ op: 'replace', path: '/faults/0', value: 1 }])).toBeUndefined()
    expect(fragmentOf(configuration, [{ op: 'test', path: '/providers/0/id', value: 'acme' }])).toBeUndefined()
    expect(fragmentOf(configuration, [])).toBeUndefined()
  })
})
