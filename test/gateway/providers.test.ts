// Providers as the console has them: keys, tests of keys, and the switch, over real sockets. The keys are planted: what is
// told, written or recorded must hold none of them.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { GivenKey, KeyStore } from '../../gateway/index'
import { consoleOf } from '../support/console'
import { startTestGateway, temporaryFolder, token, type Setup, type TestGateway } from '../support/gateway'
import { answerJson, responseObject, startUpstream } from '../support/upstream'

const planted = 'planted-key-0123456789'
const other = 'another-key-9876543210'
const ask = { model: 'openai/gpt-5-nano', input: 'Hi' }
const simulatedHeader = 'x-gatescope-simulated'

type Upstream = Awaited<ReturnType<typeof startUpstream>>

/** Takes one key and repeats every other one in its refusal. */
async function startProvider(accepted = planted): Promise<Upstream> {
  const upstream = await startUpstream(({ path: asked, headers }, response) => {
    const key = headers.authorization?.slice('Bearer '.length) ?? ''
    if (key !== accepted) answerJson(response, 401, { error: { message: `Incorrect API key provided: ${key}` } })
    else if (asked === '/v1/models') answerJson(response, 200, { data: [] })
    else answerJson(response, 200, responseObject(`Hello, ${key}`))
  })
  onTestFinished(upstream.close)
  return upstream
}

const originOf = ({ url }: Upstream) => new URL(url).origin
const start = (upstream: Upstream, setup: Setup = {}) =>
  startTestGateway({ ...setup, config: { providers: [{ id: 'openai', base_url: upstream.url }], ...setup.config } })

const openai = async ({ handlers }: TestGateway) => {
  const { providers } = await handlers['providers.list']({})
  const row = providers.find(({ id }) => id === 'openai')
  if (!row) throw new Error('no such provider')
  return row
}
const setKey = ({ handlers }: TestGateway, upstream: Upstream, key = planted, keep = false) =>
  handlers['provider.setKey']({ provider: 'openai', origin: originOf(upstream), key, keep })

describe('the list of providers', () => {
  it('has every one that is configured, by its descriptor', async () => {
    const { handlers } = await startTestGateway({
      config: {
        providers: [
          { id: 'local', adapter: 'openai-compatible', base_url: 'http://me:hidden@127.0.0.1:9/v1', api_key: planted },
          { id: 'gone', adapter: null },
          { id: 'passed', adapter: 'phaseo', base_url: 'https://gateway.example/v1', api_key: 'pass-through' },
          { id: 'anthropic', enabled: false },
        ],
      },
      options: { env: { XAI_API_KEY: other } },
    })
    const { providers, storage, simulate } = await handlers['providers.list']({})
    const of = (id: string) => providers.find((p) => p.id === id)
    expect(of('openai')).toEqual({
      id: 'openai',
      label: 'OpenAI',
      adapter: 'openai',
      baseUrl: 'https://api.openai.com/v1',
      origin: 'https://api.openai.com',
      docs: 'https://platform.openai.com/docs/api-reference/responses',
      credential: 'key',
      key: null,
      variable: 'OPENAI_API_KEY',
      strayKeyOrigin: null,
      mode: 'simulated',
      modes: ['live', 'simulated', 'off'],
      health: [],
    })
    expect(of('x-ai')).toMatchObject({ key: 'environment', mode: 'live' })
    expect(of('local')).toMatchObject({ key: 'configuration', mode: 'live', variable: null, origin: null })
    expect(of('gone')).toMatchObject({ adapter: null, docs: null })
    expect(of('passed')).toMatchObject({ credential: 'pass-through', key: null, mode: 'live' })
    expect(of('anthropic')).toMatchObject({ mode: 'off' })
    expect(of('simulator')).toMatchObject({ credential: 'none', origin: null, modes: ['simulated', 'off'] })
    expect([storage, simulate]).toEqual([{ kind: 'session', name: null }, false])
    expect(JSON.stringify(providers)).not.toMatch(/hidden|planted|another/)
  })
  it('tells their health, model by model', async () => {
    const upstream = await startProvider()
    const gateway = await start(upstream)
    await setKey(gateway, upstream)
    await gateway.post(ask)
    expect((await openai(gateway)).health).toMatchObject([
      { model: 'gpt-5-nano', breaker: 'closed', successRate: 1, observations: 1 },
    ])
  })
})

describe('a key that is given', () => {
  it('is used from the next request on, and forgotten from the one after it is forgotten', async () => {
    const upstream = await startProvider()
    const gateway = await start(upstream)
    expect((await gateway.post(ask)).headers.get(simulatedHeader)).toBe('true')
    expect(await setKey(gateway, upstream, ` ${planted}\n`)).toEqual({ source: 'session', notKept: null })
    expect(await openai(gateway)).toMatchObject({ key: 'session', mode: 'live' })
    const live = await gateway.post(ask)
    expect([live.status, live.headers.get(simulatedHeader)]).toEqual([200, null])
    expect(upstream.requests.at(-1)?.headers.authorization).toBe(`Bearer ${planted}`)
    await gateway.handlers['provider.forgetKey']({ provider: 'openai' })
    expect((await gateway.post(ask)).headers.get(simulatedHeader)).toBe('true')
    expect(upstream.requests).toHaveLength(1)
  })
  it('stands before one of the environment, which is back when it is forgotten', async () => {
    const upstream = await startProvider()
    const gateway = await start(upstream, { options: { env: { OPENAI_API_KEY: other } } })
    await setKey(gateway, upstream)
    await gateway.post(ask)
    await gateway.handlers['provider.forgetKey']({ provider: 'openai' })
    await gateway.post(ask)
    expect(upstream.requests.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${planted}`,
      `Bearer ${other}`,
    ])
    expect(await openai(gateway)).toMatchObject({ key: 'environment' })
  })
  it.each([
    ['nobody', 'https://api.openai.com', planted, 'not_found'],
    ['simulator', 'https://api.openai.com', planted, 'key_not_wanted'],
    ['openai', 'https://elsewhere.example', planted, 'origin_changed'],
    ['openai', 'https://api.openai.com', 'two words', 'invalid_key'],
    ['openai', 'https://api.openai.com', 'schlüssel', 'invalid_key'],
    ['openai', 'https://api.openai.com', '  ', 'invalid_key'],
    ['openai', 'https://api.openai.com', 'ollama', 'invalid_key'],
  ])('to %s for %s as %j is refused: %s', async (provider, origin, key, code) => {
    const { handlers } = await startTestGateway()
    const giving = handlers['provider.setKey']({ provider, origin, key, keep: false })
    await expect(giving).rejects.toMatchObject({ code })
    await expect(giving).rejects.not.toThrow(key)
  })
  it('makes every window read anew', async () => {
    const upstream = await startProvider()
    const gateway = await start(upstream)
    const told: unknown[] = []
    gateway.on('catalogue.changed', (payload) => told.push(payload))
    await setKey(gateway, upstream)
    await gateway.handlers['provider.setMode']({ provider: 'openai', mode: 'off' })
    expect(told).toEqual([{}, {}])
  })
})

describe('a planted key', () => {
  it('is in no answer, no session, no log, no file and nothing the console is told', async () => {
    const upstream = await startProvider('nobody has it')
    const gateway = await start(upstream)
    const told: unknown[] = []
    for (const event of ['sessions.changed', 'catalogue.changed'] as const) gateway.on(event, (p) => told.push(p))
    const answers: unknown[] = [await setKey(gateway, upstream)]
    answers.push(await gateway.handlers['provider.testKey']({ provider: 'openai' }))
    const refused = await gateway.post({ ...ask, debug: { enabled: true, return_upstream_request: true } })
    answers.push(refused.status, await refused.text(), Object.fromEntries(refused.headers))
    // One that repeats the key of an answer to its client.
    const quoted = await gateway.post({ ...ask, input: `My key is ${planted}` })
    answers.push(quoted.status, Object.fromEntries(quoted.headers))
    await gateway.settled()
    answers.push(await gateway.handlers['providers.list']({}), await gateway.handlers['gateway.status']({}))
    answers.push(await gateway.handlers['models.refresh']({ provider: 'openai' }))
    await gateway.handlers['provider.forgetKey']({ provider: 'openai' })
    await gateway.close()
    expect(upstream.requests.some(({ headers }) => headers.authorization?.includes(planted))).toBe(true)
    expect(JSON.stringify([answers, told, gateway.log])).not.toContain(planted)
    for (const file of filesIn(gateway.dataDir)) expect(readFileSync(file, 'utf8'), file).not.toContain(planted)
  })
  it('is taken out of a session that had begun before it was given', async () => {
    let answer = () => {}
    const upstream = await startUpstream((_request, response) => {
      answer = () => answerJson(response, 200, responseObject(`The key is ${planted}`))
      asked()
    })
    onTestFinished(upstream.close)
    let asked = () => {}
    const arrived = new Promise<void>((resolve) => (asked = resolve))
    const gateway = await start(upstream, { options: { env: { OPENAI_API_KEY: other } } })
    const response = gateway.post(ask)
    await arrived
    await setKey(gateway, upstream)
    answer()
    expect((await response).status).toBe(200)
    const { id } = await gateway.settled()
    const recorded = JSON.stringify(await gateway.frames(id))
    expect(recorded).toContain('The key is [redacted]')
    expect(recorded).not.toContain(planted)
  })
})

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [path.join(entry.parentPath, entry.name)] : [],
  )

describe('a key is for the origin it was given for', () => {
  const keptFor = (origin: string): KeyStore => {
    const kept: GivenKey[] = [{ provider: 'openai', origin, key: planted }]
    return {
      storage: () => Promise.resolve({ kind: 'keychain', name: 'test' }),
      load: () => Promise.resolve(kept),
      save: () => Promise.resolve(),
    }
  }
  it('and is used there after a restart', async () => {
    const upstream = await startProvider()
    const gateway = await start(upstream, { options: { keyStore: keptFor(originOf(upstream)) } })
    expect(await openai(gateway)).toMatchObject({ key: 'kept', mode: 'live', strayKeyOrigin: null })
    expect((await gateway.post(ask)).status).toBe(200)
  })
  it.each([
    ['another host', (url: string) => url.replace('127.0.0.1', 'localhost')],
    ['another port', (url: string) => `${url}1`.slice(0, 'http://127.0.0.1:6553'.length)],
    ['another scheme', (url: string) => url.replace('http', 'https')],
  ])('a base URL with %s does not get it', async (_, move) => {
    const upstream = await startProvider()
    const origin = originOf(upstream)
    const gateway = await start(upstream, { options: { keyStore: keptFor(move(origin)) } })
    expect(await openai(gateway)).toMatchObject({ key: null, mode: 'simulated', strayKeyOrigin: move(origin) })
    expect((await gateway.post(ask)).headers.get(simulatedHeader)).toBe('true')
    expect(upstream.requests).toEqual([])
  })
})

describe('a test of a key', () => {
  const testOf = async (answer: Parameters<typeof startUpstream>[0]) => {
    const upstream = await startUpstream(answer)
    onTestFinished(upstream.close)
    const gateway = await start(upstream)
    await setKey(gateway, upstream)
    return { test: await gateway.handlers['provider.testKey']({ provider: 'openai' }), upstream }
  }
  it('is one call with the key, for the list of models', async () => {
    const { test, upstream } = await testOf((_, response) => answerJson(response, 200, { data: [] }))
    expect(test).toMatchObject({ outcome: 'accepted', status: 200, ms: expect.any(Number) })
    expect(test.message).toBe('OpenAI accepted the key (status 200).')
    expect(upstream.requests.map((request) => [request.path, request.headers.authorization])).toEqual([
      ['/v1/models', `Bearer ${planted}`],
    ])
  })
  it.each([
    [400, 'refused'],
    [401, 'refused'],
    [403, 'refused'],
    [302, 'undecided'],
    [404, 'undecided'],
    [429, 'undecided'],
    [500, 'undecided'],
  ])('answered with %d is %s', async (status, outcome) => {
    const { test, upstream } = await testOf((_, response) =>
      answerJson(response, status, { error: planted }, { location: '/elsewhere' }),
    )
    expect(test).toMatchObject({ outcome, status })
    expect(test.message).toContain(String(status))
    expect(upstream.requests).toHaveLength(1)
  })
  it('nobody answers is unreachable', async () => {
    const { test } = await testOf((_, response) => response.destroy())
    expect(test).toMatchObject({ outcome: 'unreachable', status: null })
  })
  it('of no key, of a simulator, or where nothing may leave, asks nobody', async () => {
    const upstream = await startProvider()
    const idle = await start(upstream)
    const outcome = async ({ handlers }: TestGateway, provider: string) =>
      (await handlers['provider.testKey']({ provider })).outcome
    expect(await outcome(idle, 'openai')).toBe('not_tested')
    expect(await outcome(idle, 'simulator')).toBe('not_tested')
    const sealed = await start(upstream, { options: { simulate: true, env: { OPENAI_API_KEY: planted } } })
    expect(await outcome(sealed, 'openai')).toBe('not_tested')
    expect(upstream.requests).toEqual([])
  })
  it('that waits holds up no other call of the window', async () => {
    let answer = () => {}
    let asked = () => {}
    const arrived = new Promise<void>((resolve) => (asked = resolve))
    const upstream = await startUpstream((_, response) => {
      answer = () => answerJson(response, 200, { data: [] })
      asked()
    })
    onTestFinished(upstream.close)
    const gateway = await start(upstream, { options: { console: { port: 0, assets: '/nowhere' } } })
    await setKey(gateway, upstream)
    const window = await consoleOf({ console: gateway.console, token })
    const testing = window.call('provider.testKey', { provider: 'openai' })
    expect((await window.call('sessions.list', { limit: 1 })).sessions).toEqual([])
    await arrived
    answer()
    expect((await testing).outcome).toBe('accepted')
  })
})

describe('the switch of a provider', () => {
  const answeredBy = async (gateway: TestGateway) => {
    const response = await gateway.post(ask)
    return response.ok
      ? (response.headers.get(simulatedHeader) ?? 'live')
      : ((await response.json()) as { reason: string }).reason
  }
  const live = { options: { env: { OPENAI_API_KEY: planted } } }
  const setMode = ({ handlers }: TestGateway, mode: 'live' | 'simulated' | 'off') =>
    handlers['provider.setMode']({ provider: 'openai', mode })

  it('holds from the next request on', async () => {
    const gateway = await start(await startProvider(), live)
    expect(await answeredBy(gateway)).toBe('live')
    await setMode(gateway, 'simulated')
    expect(await answeredBy(gateway)).toBe('true')
    await setMode(gateway, 'off')
    expect(await answeredBy(gateway)).toBe('no_enabled_providers')
    await setMode(gateway, 'live')
    expect(await answeredBy(gateway)).toBe('live')
  })
  it('to live without a key leaves the provider out, and says so', async () => {
    const gateway = await start(await startProvider())
    await setMode(gateway, 'live')
    expect(await openai(gateway)).toMatchObject({ mode: 'none' })
    expect(await answeredBy(gateway)).toBe('no_enabled_providers')
  })
  it('is still there after a restart, in a file only its owner can read', async () => {
    const upstream = await startProvider()
    const dataDir = temporaryFolder()
    const first = await start(upstream, { options: { ...live.options, dataDir } })
    await setMode(first, 'simulated')
    await first.close()
    const file = path.join(dataDir, 'providers.json')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ openai: 'simulated' })
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
    const second = await start(upstream, { options: { ...live.options, dataDir } })
    expect(await answeredBy(second)).toBe('true')
    await setMode(second, 'live')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({})
  })
  it('of a gateway that simulates cannot go live, and takes nothing back that was chosen before', async () => {
    const upstream = await startProvider()
    const dataDir = temporaryFolder()
    const first = await start(upstream, { options: { ...live.options, dataDir } })
    await setMode(first, 'simulated')
    await first.close()
    const sealed = await start(upstream, { options: { ...live.options, dataDir, simulate: true } })
    await expect(setMode(sealed, 'live')).rejects.toMatchObject({ code: 'mode_unavailable' })
    await setMode(sealed, 'simulated')
    await sealed.close()
    expect(JSON.parse(readFileSync(path.join(dataDir, 'providers.json'), 'utf8'))).toEqual({ openai: 'simulated' })
  })
})

describe('models as the console lists them', () => {
  it('say of each provider whether it can be asked, why not, and for how much', async () => {
    const gateway = await startTestGateway({
      config: {
        models: [
          {
            id: 'lab/m',
            providers: [
              { provider: 'simulator', model: 'reply', pricing: { input_per_mtok: 1.5, output_per_mtok: 2 } },
              { provider: 'openai', model: 'm' },
            ],
          },
        ],
      },
    })
    const { models } = await gateway.handlers['models.list']({})
    expect(models.find(({ id }) => id === 'lab/m')?.providers).toEqual([
      { id: 'simulator', mode: 'simulated', available: true, reason: null, price: { input: 1.5, output: 2 } },
      { id: 'openai', mode: 'simulated', available: false, reason: 'pricing_missing', price: null },
    ])
  })
})
