// The session library by its commands: a gateway with its built search worker, and what it leaves on disk.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { callCommand } from '../../gateway/index'
import { noLabel } from '#shared/session/label'
import { startTestGateway, temporaryFolder, type Setup, type TestGateway } from '../support/gateway'
import { connectSocket, create } from '../support/socket'
import { startUpstream } from '../support/upstream'

const searchWorker = path.resolve(import.meta.dirname, '../../dist/search.cjs')

async function start(dataDir = temporaryFolder(), setup: Setup = {}) {
  if (!existsSync(searchWorker)) throw new Error('dist/search.cjs is missing: run "npm run build" first')
  const gateway = await startTestGateway({ ...setup, options: { dataDir, searchWorker } })
  const call = gateway.handlers
  const search = (text: string) => call['sessions.search']({ text, limit: 10 })
  return { gateway, call, search, dataDir }
}

async function record(gateway: TestGateway, input: string, model = 'simulator/reply'): Promise<string> {
  const response = await gateway.post({ model, input })
  await response.text()
  const id = response.headers.get('x-generation-id')
  return (await gateway.settled((session) => session.id === id)).id
}

/** Everything in a folder, as it lies on the disk. */
const contents = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file, 'latin1'))
    .join('\n')

const answer = async (gateway: TestGateway, name: string, params: unknown) =>
  callCommand(gateway.handlers, name, params)

describe('searching', () => {
  it('finds requests, answers and labels in the worker, and says so', async () => {
    const { gateway, call, search } = await start()
    const id = await record(gateway, 'Where is the zeppelin?')
    await record(gateway, 'Where is the parcel?')
    expect(await search('zeppelin')).toMatchObject({ hits: [{ id, where: 'request' }], more: false })
    expect(await search('zeppelin')).toMatchObject({ indexed: true })
    await call['sessions.label']({ ids: [id], change: { tags: { add: ['regression'] } } })
    expect(await search('regression')).toMatchObject({ hits: [{ id, where: 'tags', excerpt: 'regression' }] })
    expect(gateway.log).toEqual([])
  })
  it('goes over the files when there is no worker', async () => {
    const gateway = await startTestGateway({ options: { searchWorker: path.join(temporaryFolder(), 'none.cjs') } })
    const id = await record(gateway, 'Where is the zeppelin?')
    const found = await gateway.handlers['sessions.search']({ text: 'zeppelin', limit: 10 })
    expect(found).toMatchObject({ hits: [{ id }], indexed: false })
    expect(gateway.log).toEqual([expect.stringMatching(/^session search has no worker: /)])
  })
  it('finds a socket after each of its turns', async () => {
    const { gateway, search } = await start()
    const { turn } = await connectSocket(gateway.url)
    for (const word of ['zeppelin', 'submarine']) {
      await turn({ ...create, input: word })
      await expect.poll(async () => (await search(word)).hits.length).toBe(1)
    }
    expect((await search('zeppelin submarine')).hits).toHaveLength(1)
  })
})

describe('deleting', () => {
  it('is told, undone, and for good when the gateway stops', async () => {
    const { gateway, call, search, dataDir } = await start()
    const told: string[][] = []
    gateway.on('sessions.removed', ({ ids }) => told.push([...ids]))
    const id = await record(gateway, 'unforgettable-marker')
    expect((await search('marker')).hits).toHaveLength(1)
    expect(await call['sessions.delete']({ ids: [id] })).toEqual({ deleted: 1 })
    expect([told, (await search('marker')).hits]).toEqual([[[id]], []])
    await call['sessions.restore']({ ids: [id] })
    expect((await search('marker')).hits).toHaveLength(1)
    await call['sessions.delete']({ ids: [id] })
    await gateway.close()
    expect(contents(dataDir)).not.toMatch(/unforgettable|marker/)
  })
  it('everything leaves nothing of it anywhere, while a stream goes on', async () => {
    const marker = 'unforgettable-marker'
    const event = (type: string) => `event: ${type}\ndata: ${JSON.stringify({ type, delta: marker })}\n\n`
    let goOn = () => {}
    const upstream = await startUpstream((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(event('response.output_text.delta'))
      goOn = () => response.end(event('response.output_text.done'))
    })
    onTestFinished(upstream.close)
    const { gateway, call, search, dataDir } = await start(undefined, { openai: upstream.url })
    const id = await record(gateway, marker)
    await call['sessions.label']({ ids: [id], change: { note: marker } })
    const deleted = await record(gateway, `${marker}-deleted`)
    expect((await search(marker)).hits).toHaveLength(2)
    await call['session.export']({ ids: [id], format: 'jsonl' })
    await call['sessions.delete']({ ids: [deleted] })
    const running = await gateway.post({ model: 'openai/gpt-5-nano', input: `${marker}-running`, stream: true })
    await expect.poll(() => contents(dataDir)).toContain(`${marker}-running`)
    expect(contents(dataDir)).toContain(marker)

    expect(await call['sessions.purge']({})).toEqual({ deleted: 3 })
    expect((await call['sessions.list']({ limit: 10 })).sessions).toEqual([])
    expect(contents(dataDir)).not.toContain(marker)
    goOn()
    expect(await running.text()).toContain('response.output_text.done')
    const next = await record(gateway, 'after')
    expect((await call['sessions.list']({ limit: 10 })).sessions.map((s) => s.id)).toEqual([next])
    await gateway.close()
    expect(contents(dataDir)).not.toContain(marker)
    expect(contents(dataDir)).toContain(next)
  })
})

describe('labels', () => {
  it('are checked at the border, in words', async () => {
    const { gateway } = await start()
    const id = await record(gateway, 'x')
    const label = (change: unknown) => answer(gateway, 'sessions.label', { ids: [id], change })
    expect(await label({ name: 'x'.repeat(201) })).toMatchObject({
      ok: false,
      error: { code: 'invalid_params', message: 'sessions.label: A name has at most 200 characters.' },
    })
    for (const [change, message] of [
      [{ tags: { add: ['x'.repeat(41)] } }, 'A tag has at most 40 characters.'],
      [{ tags: { add: ['  '] } }, 'A tag needs at least one character.'],
      [{ note: 'x'.repeat(10_001) }, 'A note has at most 10,000 characters.'],
    ] as const) {
      expect(await label(change)).toMatchObject({ error: { message: `sessions.label: ${message}` } })
    }
    const tags = Array.from({ length: 21 }, (_, i) => `tag ${i}`)
    expect(await label({ tags: { add: tags } })).toMatchObject({ error: { code: 'too_many_tags' } })
    expect(await label({ tags: { add: tags.slice(1) }, pinned: true })).toEqual({ ok: true, value: null })
    expect(await answer(gateway, 'sessions.label', { ids: ['G-9'], change: {} })).toMatchObject({
      error: { code: 'session_not_found' },
    })
  })
  it('and pins outlive the gateway, and keep a session within any limit', async () => {
    const first = await start()
    const [kept, forgotten] = [await record(first.gateway, 'kept'), await record(first.gateway, 'forgotten')]
    await first.call['sessions.label']({ ids: [kept], change: { pinned: true, name: 'the one' } })
    await first.gateway.close()
    const second = await start(first.dataDir, { config: { gateway: { retention: { sessions: 1 } } } })
    const removed = new Promise((resolve) => second.gateway.on('sessions.removed', ({ ids }) => resolve(ids)))
    expect(await removed).toEqual([forgotten])
    const { sessions, labels } = await second.call['sessions.list']({ limit: 10 })
    expect([sessions.map((s) => s.id), labels]).toEqual([
      [kept],
      { [kept]: { ...noLabel, name: 'the one', pinned: true } },
    ])
    expect(await second.call['sessions.usage']({})).toMatchObject({
      sessions: 1,
      pinned: 1,
      limits: { bytes: 2_000_000_000, sessions: 1, days: null },
    })
  })
})

it('a search index that is garbage is no reason not to start', async () => {
  const first = await start()
  const id = await record(first.gateway, 'zeppelin')
  await first.search('zeppelin')
  await first.gateway.close()
  for (const name of readdirSync(path.join(first.dataDir, 'search')))
    writeFileSync(path.join(first.dataDir, 'search', name), 'garbage'.repeat(5_000))
  const second = await start(first.dataDir)
  expect(await second.search('zeppelin')).toMatchObject({ hits: [{ id }] })
  expect(await second.search('zeppelin')).toMatchObject({ indexed: true })
})
