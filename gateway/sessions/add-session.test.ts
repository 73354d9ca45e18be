import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Frame, SessionHeader } from '#shared/session/frame'
import { formatLine, parseFrames, parseHeader } from '#shared/session/jsonl'
import type { SessionSummary } from '#shared/session/summary'
import { closed, framesOf, opened, received, responded, sent } from '../../test/support/frames'
import { temporaryFolder } from '../../test/support/gateway'
import { SessionStore } from './store'

const frames = framesOf(
  [0, opened()],
  [1, sent({ model: 'openai/gpt-5' })],
  [2, responded(200)],
  [3, received('{"usage":{"total_tokens":7}}')],
  [4, closed()],
)
const header: SessionHeader = {
  format: 'gatescope.session',
  version: 2,
  id: 'G-elsewhere',
  startedAt: 1_000,
  app: 'gatescope test',
  origin: { kind: 'import', format: 'jsonl', app: 'other', id: 'G-elsewhere' },
}
async function* from(list: readonly Frame[], failure?: Error): AsyncGenerator<Frame> {
  yield* list
  if (failure) throw failure
}

let dataDir: string
let told: SessionSummary[]
const openStore = () =>
  new SessionStore(dataDir, () => {}, {
    tell: (event, payload) => {
      if (event === 'sessions.changed' && 'sessions' in payload) told.push(...payload.sessions)
    },
  })
const names = () => readdirSync(path.join(dataDir, 'sessions')).sort()

beforeEach(() => {
  dataDir = temporaryFolder()
  told = []
})

describe('a session that is added', () => {
  it('gets an id of its own and keeps everything else', async () => {
    const store = openStore()
    const id = await store.add(header, from(frames))
    expect(id).toMatch(/^G-[0-9A-Z]{26}$/)
    const [first = '', ...lines] = readFileSync(path.join(dataDir, 'sessions', `${id}.jsonl`), 'utf8').split('\n')
    expect(parseHeader(first)).toEqual({ ...header, id })
    expect(parseFrames(lines)).toEqual(frames)
    await store.shutDown()
  })
  it('is listed at once, told of, and still there after a restart', async () => {
    const store = openStore()
    const id = await store.add(header, from(frames))
    const { sessions } = await store.list(10)
    expect(sessions).toMatchObject([{ id, origin: header.origin, verdict: 'complete', totalTokens: 7, stored: 5 }])
    expect(told).toEqual(sessions)
    await store.shutDown()
    const again = openStore()
    expect((await again.list(10)).sessions).toEqual(sessions)
    await again.shutDown()
  })
  it('is settled when nobody recorded its end', async () => {
    const store = openStore()
    await store.add(header, from(frames.slice(0, 3)))
    expect(told).toMatchObject([{ closed: true, verdict: 'truncated' }])
    await store.shutDown()
  })
  it('may be longer than what is written at once', async () => {
    const store = openStore()
    const long = Array.from({ length: 2_000 }, (_, seq): Frame => ({ seq, at: seq, ...received('é'.repeat(300)) }))
    const id = await store.add(header, from(long))
    expect(readFileSync(path.join(dataDir, 'sessions', `${id}.jsonl`), 'utf8')).toBe(
      [{ ...header, id }, ...long].map(formatLine).join(''),
    )
    await store.shutDown()
  })
})

describe('a session that cannot be added', () => {
  it('leaves nothing behind, and says why', async () => {
    const store = openStore()
    await expect(store.add(header, from(frames, new Error('broken in the middle')))).rejects.toThrow(
      'broken in the middle',
    )
    expect(told).toEqual([])
    expect(names()).toEqual([])
    await store.shutDown()
  })
  it('does not keep the store from shutting down, which waits for one that can', async () => {
    const store = openStore()
    const [failed, added] = [store.add(header, from([], new Error('no'))), store.add(header, from(frames))]
    await Promise.all([store.shutDown(), expect(failed).rejects.toThrow('no')])
    expect(names()).toContain(`${await added}.jsonl`)
    expect(readFileSync(path.join(dataDir, 'sessions', 'index.jsonl'), 'utf8')).toContain(await added)
  })
})

it('half a session that a crash left is removed at the next start', async () => {
  const store = openStore()
  await store.shutDown()
  writeFileSync(path.join(dataDir, 'sessions', 'G-1.jsonl.new'), formatLine(header))
  const again = openStore()
  expect(await again.list(10)).toMatchObject({ sessions: [], total: 0 })
  expect(names()).toEqual([])
  await again.shutDown()
})
