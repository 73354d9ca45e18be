import { readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { callCommand } from '../../gateway/index'
import type { Gateway } from '../../gateway/index'
import type { RefreshedModels } from '#shared/contract/commands'
import { startTestGateway, temporaryFolder, token } from '../support/gateway'
import { errorSchema, faultsOf } from '../support/open-responses'
import { answerJson, responseObject, startUpstream } from '../support/upstream'

const authorization = `Bearer ${token}`

async function startProvider(answer: Parameters<typeof startUpstream>[0]) {
  const upstream = await startUpstream(answer)
  onTestFinished(upstream.close)
  return upstream
}

const listed = (...ids: string[]) => ({ object: 'list', data: ids.map((id) => ({ id, object: 'model' })) })

async function refresh(gateway: Gateway, provider: string): Promise<RefreshedModels> {
  const result = await callCommand(gateway.handlers, 'models.refresh', { provider })
  if (!result.ok) throw new Error(result.error.message)
  return result.value as RefreshedModels
}
const idsOf = async (gateway: Gateway) => (await gateway.handlers['models.list']({})).models.map((m) => m.id)

describe('asking a provider which models it has', () => {
  it('adds the ones nobody knew, with the provider’s credential and nothing else', async () => {
    const upstream = await startProvider((_, response) =>
      answerJson(response, 200, listed('gpt-5-nano', 'gpt-99', 'gpt-5-nano-2025-08-07', 'text-embedding-9')),
    )
    const gateway = await startTestGateway({ openai: upstream.url })
    expect(await refresh(gateway, 'openai')).toEqual({
      added: ['openai/gpt-99', 'openai/gpt-5-nano-2025-08-07'],
      known: 1,
      failed: null,
    })
    expect(upstream.requests).toHaveLength(1)
    expect(upstream.requests[0]).toMatchObject({
      path: '/v1/models',
      headers: { authorization: 'Bearer sk-upstream-secret-key' },
      body: '',
    })
    expect(await idsOf(gateway)).toContain('openai/gpt-99')
  })
  it('a new one can be asked at once when its price is known, and says what is missing when not', async () => {
    const upstream = await startProvider((request, response) =>
      answerJson(
        response,
        200,
        request.path === '/v1/models' ? listed('gpt-99', 'gpt-5-2025-08-07') : responseObject('Hi'),
      ),
    )
    const gateway = await startTestGateway({ openai: upstream.url })
    expect((await gateway.post({ model: 'openai/gpt-5-2025-08-07', input: 'x' })).status).toBe(400)
    await refresh(gateway, 'openai')
    expect((await gateway.post({ model: 'openai/gpt-5-2025-08-07', input: 'x' })).status).toBe(200)
    const unpriced = await gateway.post({ model: 'openai/gpt-99', input: 'x' })
    expect(await unpriced.json()).toMatchObject({
      error: 'unsupported_model_or_endpoint',
      reason: 'pricing_not_configured',
      missing_pricing_providers: ['openai'],
    })
  })
  it('a second time they are known, and those that are gone are gone', async () => {
    let ids = ['gpt-98', 'gpt-99']
    const upstream = await startProvider((_, response) => answerJson(response, 200, listed(...ids)))
    const gateway = await startTestGateway({ openai: upstream.url })
    await refresh(gateway, 'openai')
    ids = ['gpt-99']
    expect(await refresh(gateway, 'openai')).toEqual({ added: [], known: 1, failed: null })
    expect(await idsOf(gateway)).toContain('openai/gpt-99')
    expect(await idsOf(gateway)).not.toContain('openai/gpt-98')
  })
  it('they survive a restart, in a file only its owner can read', async () => {
    const upstream = await startProvider((_, response) => answerJson(response, 200, listed('gpt-99')))
    const dataDir = temporaryFolder()
    const first = await startTestGateway({ openai: upstream.url, options: { dataDir } })
    await refresh(first, 'openai')
    await first.close()
    const file = path.join(dataDir, 'models.json')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ openai: [{ model: 'gpt-99' }] })
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
    const second = await startTestGateway({ openai: upstream.url, options: { dataDir } })
    expect(await idsOf(second)).toContain('openai/gpt-99')
    expect(upstream.requests).toHaveLength(1)
  })
  it.each(['not JSON', '[]', '{"openai":[{"model":7}]}'])(
    'a file that reads %j is left alone, and said',
    async (text) => {
      const dataDir = temporaryFolder()
      writeFileSync(path.join(dataDir, 'models.json'), text)
      const gateway = await startTestGateway({ options: { dataDir } })
      expect(await idsOf(gateway)).toContain('openai/gpt-5')
      expect(gateway.log.join('\n')).toContain('models.json cannot be read')
      expect(readFileSync(path.join(dataDir, 'models.json'), 'utf8')).toBe(text)
    },
  )
})

describe('a provider that gives no list', () => {
  const failure = async (gateway: Gateway, provider = 'openai') => {
    const { added, known, failed } = await refresh(gateway, provider)
    expect([added, known]).toEqual([[], 0])
    return failed
  }
  it('because nobody is asked', async () => {
    const gateway = await startTestGateway()
    expect(await failure(gateway, 'nobody')).toMatchObject({ reason: 'unknown_provider' })
    expect(await failure(gateway)).toMatchObject({ reason: 'not_live' })
    expect(await failure(gateway, 'simulator')).toMatchObject({ reason: 'not_live' })
  })
  it('because nobody answers', async () => {
    const upstream = await startProvider((_, response) => response.destroy())
    const gateway = await startTestGateway({ openai: upstream.url })
    expect(await failure(gateway)).toMatchObject({ reason: 'unreachable' })
    await upstream.close()
    expect(await failure(gateway)).toMatchObject({ reason: 'unreachable' })
  })
  it.each([401, 302, 500])('because it answers %d', async (status) => {
    const upstream = await startProvider((_, response) =>
      answerJson(
        response,
        status,
        { error: { message: 'sk-upstream-secret-key' } },
        { location: 'http://127.0.0.1:9/' },
      ),
    )
    const gateway = await startTestGateway({ openai: upstream.url })
    expect(await failure(gateway)).toEqual({ reason: 'refused', message: `OpenAI answered with status ${status}.` })
    expect(upstream.requests).toHaveLength(1)
  })
  it('because it is none', async () => {
    const upstream = await startProvider((_, response) => answerJson(response, 200, '<html>'))
    const gateway = await startTestGateway({ openai: upstream.url })
    expect(await failure(gateway)).toMatchObject({ reason: 'unreadable' })
  })
  it('because it has no end', async () => {
    const upstream = await startProvider((_, response) => {
      response.on('error', () => {})
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(1 << 16)));
        if (!response.destroyed) response.once('drain', pour)
      }
      pour()
    })
    const gateway = await startTestGateway({ openai: upstream.url })
    expect(await failure(gateway)).toMatchObject({ reason: 'unreachable' })
    await upstream.requests[0]?.closed
  })
})

describe('GET /v1/gateway/models over the wire', () => {
  const get = async (url: string, query: string) =>
    fetch(`${url}/gateway/models${query}`, { headers: { authorization } })
  it('JSON may be kept for half an hour, a refusal not', async () => {
    const { url } = await startTestGateway()
    const list = await get(url, '')
    expect(list.headers.get('content-type')).toBe('application/json')
    expect(list.headers.get('cache-control')).toBe('private, max-age=1800, stale-while-revalidate=1800')
    const refused = await get(url, '?limit=1&format=pdf')
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([400, 'no-store'])
  })
  it.each([
    ['rss', 'application/rss+xml; charset=utf-8'],
    ['atom', 'application/atom+xml; charset=utf-8'],
  ])('%s with links that lead back here', async (format, type) => {
    const { url } = await startTestGateway()
    const response = await get(url, `?format=${format}&limit=1`)
    expect(response.headers.get('content-type')).toBe(type)
    expect(await response.text()).toContain(`${url}/gateway/models?model_id=openai%2Fgpt-5`)
  })
})

describe('GET /v1/models', () => {
  const served = (profile: string, models: object[] = []) =>
    startTestGateway({ config: { gateway: { profile }, models } })
  const list = ({ url }: { url: string }, key: string) =>
    fetch(`${url}/models`, { headers: { authorization: `Bearer ${key}` } })

  it('names every model that can be used now, and its maker', async () => {
    const pricing = { input_per_mtok: 0, output_per_mtok: 0 }
    const modelOf = (id: string, routing_status: string) => ({
      id,
      providers: [{ provider: 'simulator', model: 'reply', endpoints: ['responses'], routing_status, pricing }],
    })
    const models = [modelOf('lab/here', 'active'), modelOf('lab/gone', 'disabled')]
    const gateway = await served('open-responses', models)
    const { object, data } = (await (await list(gateway, token)).json()) as { object: string; data: { id: string }[] }
    expect(object).toBe('list')
    expect(data).toContainEqual({ id: 'lab/here', object: 'model', created: 0, owned_by: 'lab' })
    const gpt5 = { id: 'openai/gpt-5', object: 'model', created: Date.parse('2025-08-07') / 1000, owned_by: 'openai' }
    expect(data).toContainEqual(gpt5)
    expect(data.map(({ id }) => id)).not.toContain('lab/gone')
  })

  it('is for those who have the token', async () => {
    const response = await list(await served('open-responses'), 'wrong')
    expect([response.status, faultsOf(errorSchema, await response.json())]).toEqual([401, []])
  })

  it('is not documented', async () => {
    expect((await list(await served('documented'), token)).status).toBe(404)
  })
})
