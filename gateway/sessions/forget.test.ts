import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Events } from '#shared/contract/events'
import type { SessionHeader } from '#shared/session/frame'
import { formatLine } from '#shared/session/jsonl'
import { noLabel } from '#shared/session/label'
import { applyFrame } from '#shared/session/apply-frame'
import { createSummary, type SessionSummary } from '#shared/session/summary'
import { closed, framesOf, opened, received, responded, sent, type Moment } from '../../test/support/frames'
import { temporaryFolder } from '../../test/support/gateway'
import { createVirtualClock } from '../../test/support/virtual-clock'
import { SessionStore } from './store'
import type { StoreEvent, StoreOptions } from './shelf'

const marker = 'captured-marker'
const whole: readonly Moment[] = [
  [0, opened()],
  [1, sent({ model: 'openai/gpt-5', input: marker })],
  [2, responded(200)],
  [3, received(`{"usage":{"total_tokens":7},"say":"${marker}"}`)],
  [4, closed()],
]
const running = whole.slice(0, 3)
const dayMs = 86_400_000

function setUp(options: StoreOptions = {}) {
  const dataDir = temporaryFolder()
  const folder = path.join(dataDir, 'sessions')
  const told: { event: StoreEvent; payload: Events[StoreEvent] }[] = []
  const log: string[] = []
  const clock = createVirtualClock(10 * dayMs)
  const open = () => {
    const tell = (event: StoreEvent, payload: Events[StoreEvent]) => void told.push({ event, payload })
    const store = new SessionStore(dataDir, (line) => log.push(line), { clock, tell, ...options })
    onTestFinished(() => store.shutDown())
    return store
  }
  const fileOf = (id: string) => path.join(folder, `${id}.jsonl`)
  /** A session that has ended, and whose file is closed. */
  const record = async (store: SessionStore, id: string, startedAt?: number) => {
    end(store, await begin(store, id, startedAt))
    await expect.poll(() => readFileSync(fileOf('index'), 'utf8')).toContain(`"${id}"`)
  }
  return { dataDir, folder, open, record, told, log, pass: clock.advance, fileOf }
}

const headerOf = (id: string, startedAt: number): SessionHeader => ({
  format: 'gatescope.session',
  version: 2,
  id,
  startedAt,
  app: 'test',
  origin: null,
})
const append = (store: SessionStore, id: string, text: string) =>
  new Promise<void>((written) => store.append(id, text, written))

async function begin(store: SessionStore, id: string, startedAt = 9 * dayMs): Promise<SessionSummary> {
  const header = headerOf(id, startedAt)
  const frames = framesOf(...running)
  const summary = frames.reduce(applyFrame, createSummary(header))
  store.open(header)
  await append(store, id, [header, ...frames].map(formatLine).join(''))
  store.update([{ ...summary }])
  return summary
}

/** What follows `begin`, as a recorder would go on. */
function end(store: SessionStore, summary: SessionSummary): void {
  const frames = framesOf(...whole).slice(3)
  store.append(summary.id, frames.map(formatLine).join(''), () => {})
  for (const frame of frames) applyFrame(summary, frame)
  store.close(summary)
  store.update([{ ...summary }])
}

const idsIn = async (store: SessionStore) => (await store.list(100)).sessions.map(({ id }) => id)
const textsIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file, 'latin1'))

describe('what is deleted can be brought back', () => {
  it('as it was, with its label', async () => {
    const { open, record, told, fileOf } = setUp()
    const store = open()
    for (const id of ['G-1', 'G-2']) await record(store, id)
    await store.label(['G-1'], { name: 'first' })
    const before = await store.list(10)
    const text = readFileSync(fileOf('G-1'), 'utf8')
    expect(await store.delete(['G-1', 'G-9', 'G-1'])).toBe(1)
    expect(told.at(-1)).toEqual({ event: 'sessions.removed', payload: { ids: ['G-1'] } })
    expect([await idsIn(store), existsSync(fileOf('G-1'))]).toEqual([['G-2'], false])
    await expect(store.read('G-1', 0)).rejects.toMatchObject({ code: 'session_not_found' })
    await store.restore(['G-1'])
    expect(await store.list(10)).toEqual(before)
    expect(readFileSync(fileOf('G-1'), 'utf8')).toBe(text)
    expect(told.slice(-2).map(({ event }) => event)).toEqual(['sessions.changed', 'labels.changed'])
  })
  it('also one that was being recorded, and went on unseen', async () => {
    const { open } = setUp()
    const store = open()
    const summary = await begin(store, 'G-1')
    expect(await store.delete(['G-1'])).toBe(1)
    expect(store.update([{ ...summary }])).toEqual([])
    end(store, summary)
    expect(await idsIn(store)).toEqual([])
    await store.restore(['G-1'])
    expect((await store.list(1)).sessions).toMatchObject([{ id: 'G-1', verdict: 'complete', frames: 5 }])
    expect((await store.read('G-1', 0)).text).toContain('"kind":"closed"')
  })
  it('and is there after the next start', async () => {
    const { open, record } = setUp()
    const store = open()
    await record(store, 'G-1')
    await store.delete(['G-1'])
    await store.restore(['G-1'])
    await store.shutDown()
    expect(await idsIn(open())).toEqual(['G-1'])
  })
  it('not after ten minutes, and then nothing is left of it', async () => {
    const { open, record, pass, dataDir } = setUp()
    const store = open()
    await record(store, 'G-1')
    await store.label(['G-1'], { note: marker })
    await store.delete(['G-1'])
    expect(textsIn(dataDir).join()).toContain(marker)
    pass(600_000)
    await expect(store.restore(['G-1'])).rejects.toMatchObject({ code: 'session_not_found' })
    expect(textsIn(dataDir).join()).not.toMatch(/G-1|captured/)
  })
  it('not after a stop, and not after a crash', async () => {
    const { open, record, folder, dataDir } = setUp()
    const store = open()
    for (const id of ['G-1', 'G-2']) await record(store, id)
    await store.delete(['G-1'])
    await store.shutDown()
    expect(textsIn(dataDir).join()).not.toContain('G-1')
    mkdirSync(path.join(folder, 'trash'))
    writeFileSync(path.join(folder, 'trash', 'G-3.jsonl'), marker)
    expect(await idsIn(open())).toEqual(['G-2'])
    expect(existsSync(path.join(folder, 'trash'))).toBe(false)
  })
  it('all of them or none', async () => {
    const { open, record } = setUp()
    const store = open()
    for (const id of ['G-1', 'G-2']) await record(store, id)
    await store.delete(['G-1'])
    await expect(store.restore(['G-1', 'G-2'])).rejects.toMatchObject({ code: 'session_not_found' })
    expect(await idsIn(store)).toEqual(['G-2'])
  })
})

describe('everything that was captured', () => {
  it('is deleted: sessions, trash, labels, index, what was set aside, and what is being recorded', async () => {
    const { open, record, folder, dataDir, told } = setUp()
    mkdirSync(folder)
    writeFileSync(path.join(folder, 'G-0.jsonl'), marker)
    writeFileSync(path.join(folder, 'index.jsonl.new'), marker)
    const store = open()
    for (const id of ['G-1', 'G-2']) await record(store, id)
    const summary = await begin(store, 'G-3')
    await store.label(['G-2', 'G-3'], { note: marker })
    await store.delete(['G-1'])
    writeFileSync(path.join(folder, 'notes.txt'), 'mine')
    expect(store.setAside).toHaveLength(1)

    expect(await store.purge()).toBe(3)
    expect(told.at(-1)).toEqual({ event: 'sessions.removed', payload: { ids: ['G-2', 'G-3'] } })
    expect([await idsIn(store), store.setAside, (await store.usage()).bytes]).toEqual([[], [], 0])
    // The exchange goes on; nothing of it is stored or shown.
    end(store, summary)
    expect(await idsIn(store)).toEqual([])
    await store.shutDown()
    expect(textsIn(dataDir)).toEqual(['mine'])
  })
  it('but not what comes after', async () => {
    const { open, record } = setUp()
    const store = open()
    await record(store, 'G-1')
    await store.purge()
    await record(store, 'G-2')
    await store.shutDown()
    const again = open()
    expect(await idsIn(again)).toEqual(['G-2'])
    expect((await again.read('G-2', 0)).text).toContain(marker)
  })
})

describe('the library stays within its limits', () => {
  const limited = (limits: Partial<NonNullable<StoreOptions['limits']>>) =>
    setUp({ limits: { bytes: null, sessions: null, days: null, ...limits } })

  it('the oldest go for good once sessions have ended; pinned and running ones stay', async () => {
    const { open, record, pass, told, dataDir } = limited({ sessions: 3 })
    const store = open()
    await store.ready
    for (const [day, id] of ['G-1', 'G-2', 'G-3', 'G-4'].entries()) await record(store, id, day * dayMs)
    await store.label(['G-1'], { pinned: true })
    const live = await begin(store, 'G-0', 0)
    pass(250)
    await expect.poll(() => idsIn(store)).toEqual(['G-4', 'G-1', 'G-0'])
    expect(told.at(-1)).toEqual({ event: 'sessions.removed', payload: { ids: ['G-2', 'G-3'] } })
    expect(readdirSync(path.join(dataDir, 'sessions')).sort()).toEqual(
      ['G-0', 'G-1', 'G-4', 'index', 'labels'].map((name) => `${name}.jsonl`),
    )
    end(store, live)
  })
  it('at the start, too', async () => {
    const first = limited({ days: 5 })
    const store = first.open()
    for (const [id, day] of [['G-1', 4] as const, ['G-2', 6] as const]) await first.record(store, id, day * dayMs)
    await store.shutDown()
    const again = first.open()
    await again.ready
    first.pass(250)
    await expect.poll(() => idsIn(again)).toEqual(['G-2'])
  })
  it('and says what it holds', async () => {
    const { open, record, fileOf } = limited({ bytes: 1_000_000 })
    const store = open()
    await record(store, 'G-1', 2 * dayMs)
    await begin(store, 'G-2')
    await store.label(['G-2'], { pinned: true })
    expect(await store.usage()).toEqual({
      bytes: statSync(fileOf('G-1')).size + statSync(fileOf('G-2')).size,
      sessions: 2,
      pinned: 1,
      oldest: 2 * dayMs,
      limits: { bytes: 1_000_000, sessions: null, days: null },
    })
  })
})

describe('labels of sessions', () => {
  it('come with the list and are told', async () => {
    const { open, record, told } = setUp()
    const store = open()
    for (const id of ['G-1', 'G-2']) await record(store, id)
    await store.label(['G-2'], { name: 'second', tags: { add: ['x'] } })
    const label = { ...noLabel, name: 'second', tags: ['x'] }
    expect((await store.list(10)).labels).toEqual({ 'G-2': label })
    expect(told.at(-1)).toEqual({ event: 'labels.changed', payload: { labels: { 'G-2': label } } })
    await expect(store.label(['G-1', 'G-9'], { pinned: true })).rejects.toMatchObject({ code: 'session_not_found' })
    expect(Object.keys((await store.list(10)).labels)).toEqual(['G-2'])
  })
})
