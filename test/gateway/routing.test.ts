import { describe, expect, it } from 'vitest'
import { price } from '../support/catalogue'
import { startTestGateway } from '../support/gateway'

type Fields = Readonly<Record<string, unknown>>

const two = (gateway: Fields = {}, more: Fields = {}) => ({
  gateway,
  providers: [
    { id: 'first', adapter: 'simulator' },
    { id: 'second', adapter: 'simulator' },
  ],
  models: [
    {
      id: 'acme/one',
      providers: [
        { provider: 'first', model: 'reply', pricing: price },
        { provider: 'second', model: 'reply', pricing: { input_per_mtok: 9, output_per_mtok: 9 } },
      ],
    },
  ],
  ...more,
})

const ask = async (config: Fields, body: Fields) => {
  const gateway = await startTestGateway({ config })
  const response = await gateway.post({ model: 'acme/one', input: 'hi', debug: { enabled: true }, ...body })
  return { status: response.status, body: (await response.json()) as Fields, gateway }
}

describe('the model’s name', () => {
  it('can pin a provider and choose a preset; the answer repeats it as it was asked', async () => {
    const { body } = await ask(two(), { model: 'second:acme/one:cheap' })
    expect(body).toMatchObject({
      model: 'second:acme/one:cheap',
      provider: 'second',
      routing_diagnostics: { model: 'acme/one', priority: 'cheap', finalCandidateCount: 1 },
    })
  })
  it('can be bare for third-party clients', async () => {
    expect((await ask(two(), { model: 'one' })).status).toBe(400)
    expect((await ask(two({ profile: 'open-responses' }), { model: 'one' })).status).toBe(200)
  })
})

describe('a breaker that is held open', () => {
  const breaker = (provider: string) => ({ provider, breaker: 'open' })
  it('leaves the request to the other provider', async () => {
    const { body } = await ask(two({}, { faults: [breaker('first')] }), { provider: { order: ['first'] } })
    expect(body).toMatchObject({
      provider: 'second',
      routing_diagnostics: { rankedProviders: [{ providerId: 'second', breaker: 'closed' }] },
    })
  })
  it('on every provider leaves nobody: the answer is that of an empty pool', async () => {
    const { status, body } = await ask(two({}, { faults: [breaker('first'), breaker('second')] }), {})
    expect([status, body['error']]).toEqual([502, 'upstream_error'])
    expect(body).not.toHaveProperty('attempt_count')
  })
})

describe('web search', () => {
  const tools = [{ type: 'web_search' }]
  it('is refused as documented, after an unknown model', async () => {
    const { status, body, gateway } = await ask(two(), { tools })
    expect([status, body['description']]).toEqual([400, 'Tool type "web_search" is temporarily disabled.'])
    expect(body).toMatchObject({ error: 'invalid_request', error_type: 'user', error_origin: 'user' })
    const { id } = await gateway.settled()
    expect((await gateway.frames(id)).map((f) => f.kind)).not.toContain('attempted')
    expect((await ask(two(), { tools, model: 'gone' })).body['error']).toBe('unsupported_model_or_endpoint')
  })
  it('is the provider’s business for third-party clients', async () => {
    expect((await ask(two({ profile: 'open-responses' }), { tools })).status).toBe(200)
  })
})

describe('a decision is recorded whole', () => {
  it('with what each provider was worth', async () => {
    const { gateway } = await ask(two(), { model: 'acme/one:cheap' })
    const { id } = await gateway.settled()
    const routed = (await gateway.frames(id)).find((f) => f.kind === 'routed')
    expect(routed?.kind === 'routed' && routed.diagnostics).toMatchObject({
      model: 'acme/one',
      requestedModel: 'acme/one:cheap',
      strictPriority: true,
      order: ['first', 'second'],
      rankedProviders: [
        { providerId: 'first', scoreFactors: { priceScore: 1 } },
        { providerId: 'second', scoreFactors: { priceScore: 0 } },
      ],
    })
  })
})
