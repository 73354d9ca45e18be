// The client's own credential goes to the provider that passes it through, and nowhere else.
import { describe, expect, it, onTestFinished } from 'vitest'
import { compactItems } from '../../gateway/api/compaction'
import { startTestGateway, token } from '../support/gateway'
import { answerJson, responseObject, startUpstream } from '../support/upstream'

const pricing = { input_per_mtok: 1, output_per_mtok: 2 }
const own = 'phaseo_v1_sk_mine01_secretsecret'

async function withHosted(status = 200, body: unknown = responseObject('Hello', 'G-THEIRS'), profile = 'documented') {
  const upstream = await startUpstream((_request, response) => answerJson(response, status, body))
  onTestFinished(upstream.close)
  const gateway = await startTestGateway({
    config: {
      gateway: { profile },
      providers: [
        { id: 'phaseo', adapter: 'phaseo', base_url: upstream.url, api_key: 'pass-through' },
        { id: 'openai', base_url: upstream.url, api_key: 'sk-ours-0123456789' },
      ],
      models: [
        {
          id: 'openai/gpt-5-nano',
          providers: [
            { provider: 'openai', model: 'gpt-5-nano', pricing },
            { provider: 'phaseo', model: 'openai/gpt-5-nano', pricing },
          ],
        },
      ],
    },
  })
  const post = (bearer: string, fields: object = {}) =>
    gateway.post(
      { model: 'openai/gpt-5-nano', input: 'hi', ...fields },
      { headers: { authorization: `Bearer ${bearer}` } },
    )
  return { gateway, upstream, post }
}

describe('a client with a credential of its own', () => {
  it('is served by the provider that passes it through, never with ours', async () => {
    const { post, upstream, gateway } = await withHosted()
    const response = await post(own, { debug: { trace: true }, provider: { order: ['openai', 'phaseo'] } })
    expect(response.headers.get('x-gateway-provider')).toBe('phaseo')
    expect(await response.json()).toMatchObject({ nativeResponseId: 'G-THEIRS' })
    expect(upstream.requests.map((r) => r.headers.authorization)).toEqual([`Bearer ${own}`])
    expect(JSON.parse(upstream.requests[0]?.body ?? '')).toMatchObject({
      model: 'openai/gpt-5-nano',
      debug: { trace: true },
      provider: { order: ['openai'] },
    })
    const { id } = await gateway.settled()
    expect(JSON.stringify(await gateway.frames(id))).not.toContain('secretsecret')
  })
  it('has nobody to serve it when it asks for another provider', async () => {
    const { post, upstream } = await withHosted()
    const response = await post(own, { provider: { only: ['openai'] } })
    expect(response.status).toBe(400)
    expect(upstream.requests).toEqual([])
  })
  it('finds it in no recording, whoever repeats it', async () => {
    const { post, gateway } = await withHosted(401, { error: 'unauthorised', description: `No such key: ${own}` })
    expect(await (await post(own, { input: `my key is ${own}` })).json()).toMatchObject({ error: 'unauthorised' })
    const { id } = await gateway.settled()
    const text = JSON.stringify(await gateway.frames(id))
    expect(text).toContain('my key is [redacted]')
    expect(text).not.toContain('secretsecret')
  })
})

describe('a client with the token of this gateway', () => {
  it('is served with the gateway’s own credentials', async () => {
    const { post, upstream } = await withHosted()
    const response = await post(token, { provider: { order: ['phaseo', 'openai'] } })
    expect(response.headers.get('x-gateway-provider')).toBe('openai')
    expect(upstream.requests.map((r) => r.headers.authorization)).toEqual(['Bearer sk-ours-0123456789'])
  })
})

describe('a refusal of the hosted gateway is the answer', () => {
  const envelope = {
    error: 'insufficient_funds',
    description: 'Add credit.',
    generation_id: 'G-THEIRS',
    status_code: 402,
    routing_diagnostics: {
      filterStages: [{ stage: 'status_gate', beforeCount: 3, afterCount: 1, droppedProviders: [] }],
    },
  }
  it('with its own status and diagnostics, under our generation id', async () => {
    const { post } = await withHosted(402, envelope)
    const response = await post(own)
    expect(response.status).toBe(402)
    expect(await response.json()).toEqual({
      ...envelope,
      ok: false,
      message: 'Add credit.',
      error_type: 'user',
      error_origin: 'upstream',
      generation_id: response.headers.get('x-generation-id'),
      upstream_generation_id: 'G-THEIRS',
    })
    expect(response.headers.get('x-gateway-rejected')).toContain('phaseo=402')
  })
  it.each([
    ['an origin that fits into no header', { error_origin: 'user\r\nx-more: 1' }],
    ['an origin that is none', { error_origin: ['user'] }],
    ['details without a path', { details: [{ message: 'no' }] }],
    ['details that are a text', { details: 'no' }],
  ])('also with %s', async (_, more) => {
    for (const profile of ['documented', 'open-responses']) {
      const { post } = await withHosted(402, { ...envelope, ...more }, profile)
      const response = await post(own)
      expect([response.status, response.headers.get('x-gateway-error-origin')]).toEqual([402, 'upstream'])
      expect(await response.json()).toMatchObject({ description: 'Add credit.', ...more, error_origin: 'upstream' })
    }
  })
  it('but not with a status that is no refusal', async () => {
    const { post } = await withHosted(302, envelope)
    expect((await post(own)).status).toBe(502)
  })
})

describe('a provider that is a gateway itself', () => {
  it('is not told the hint that chose it, however it was spelt, and gets what a compaction holds', async () => {
    const { post, upstream } = await withHosted()
    const input = [...compactItems('before', 'cmp_1'), { role: 'user', content: 'now' }]
    await post(own, { input, provider: { only: [' Phaseo '] } })
    const body = JSON.parse(upstream.requests[0]?.body ?? '') as Record<string, unknown>
    expect(body).toMatchObject({
      input: [
        { role: 'user', content: 'before' },
        { role: 'user', content: 'now' },
      ],
    })
    expect(body).not.toHaveProperty('provider')
  })
})
