import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SessionHeader } from '#shared/session/frame'
import { formatLine } from '#shared/session/jsonl'
import { applyFrame } from '#shared/session/apply-frame'
import { createSummary, type SessionSummary } from '#shared/session/summary'
import { closed, framesOf, opened, received, responded, sent, type Moment } from '../../test/support/frames'
import { SessionStore } from './store'

let folder = ''
let log: string[] = []
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gatescope-store-'))
  log = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const openStore = () => new SessionStore(folder, (line) => log.push(line))
const fileOf = (id: string) => path.join(folder, 'sessions', `${id}.jsonl`)
const indexFile = () => path.join(folder, 'sessions', 'index.jsonl')
const headerOf = (id: string): SessionHeader => ({
  format: 'gatescope.session',
  version: 2,
  id,
  startedAt: 9,
  app: 'test',
  origin: null,
})
const whole: readonly Moment[] = [
  [0, opened()],
  [1, sent({ model: 'openai/gpt-5' })],
  [2, responded(200)],
  [3, received('{"usage":{"total_tokens":7}}')],
  [4, closed()],
]
const linesOf = (id: string, moments = whole) => [headerOf(id), ...framesOf(...moments)].map(formatLine).join('')
const summaryOf = (id: string, moments = whole): SessionSummary =>
  framesOf(...moments).reduce(applyFrame, createSummary(headerOf(id)))

function record(store: SessionStore, id: string): void {
  store.open(headerOf(id))
  store.append(id, linesOf(id), () => {})
  store.update([summaryOf(id)])
  store.close(summaryOf(id))
}
async function recordAll(...ids: string[]): Promise<void> {
  const store = openStore()
  for (const id of ids) record(store, id)
  await store.shutDown()
}
/** What a fresh start finds. */
async function restart() {
  const store = openStore()
  const { sessions } = await store.list(100)
  await store.shutDown()
  return { sessions, setAside: store.setAside.map((a) => [path.basename(a.file), a.reason]) }
}
/** An earlier run left this file, and no index. */
function leave(id: string, text: string): void {
  mkdirSync(path.join(folder, 'sessions'), { recursive: true })
  writeFileSync(fileOf(id), text)
}

describe('sessions come back after a restart', () => {
  it('as they were, newest first', async () => {
    await recordAll('G-1', 'G-2')
    const { sessions } = await restart()
    expect(sessions).toEqual([
      { ...summaryOf('G-2'), stored: 5 },
      { ...summaryOf('G-1'), stored: 5 },
    ])
    expect(log).toEqual([])
  })
  it('as many as asked for, with the number of all', async () => {
    await recordAll('G-1', 'G-2', 'G-3')
    const store = openStore()
    const { sessions, total } = await store.list(2)
    await store.shutDown()
    expect([sessions.map((s) => s.id), total]).toEqual([['G-3', 'G-2'], 3])
  })
  it('also when the index is lost: it is rebuilt from the files', async () => {
    await recordAll('G-1', 'G-2')
    const index = readFileSync(indexFile(), 'utf8')
    rmSync(indexFile())
    expect((await restart()).sessions).toEqual([
      { ...summaryOf('G-2'), stored: 5 },
      { ...summaryOf('G-1'), stored: 5 },
    ])
    expect(readFileSync(indexFile(), 'utf8').split('\n').sort()).toEqual(index.split('\n').sort())
  })
  it('also when a line of the index is broken', async () => {
    await recordAll('G-1', 'G-2')
    const lines = readFileSync(indexFile(), 'utf8').split('\n')
    writeFileSync(indexFile(), ['{"bytes":', '7', 'null', ...lines.slice(1)].join('\n'))
    const { sessions, setAside } = await restart()
    expect(sessions.map((s) => [s.id, s.verdict, s.totalTokens])).toEqual([
      ['G-2', 'complete', 7],
      ['G-1', 'complete', 7],
    ])
    expect(setAside).toEqual([])
  })
  it('a file that grew since it was indexed is read again', async () => {
    await recordAll('G-1')
    appendFileSync(fileOf('G-1'), formatLine({ seq: 5, at: 6, ...closed() }))
    const { sessions } = await restart()
    expect(sessions[0]).toMatchObject({ frames: 6, stored: 6, durationMs: 6 })
  })
})

describe('what a crash left is repaired', () => {
  it('a torn last line is cut off', async () => {
    leave('G-1', `${linesOf('G-1', whole.slice(0, 3))}{"seq":3,"at":`)
    const { sessions } = await restart()
    expect(sessions[0]).toMatchObject({
      verdict: 'truncated',
      proof: 'Gatescope stopped while this ran. 3 frames kept, no terminal event.',
      closed: true,
      frames: 3,
      stored: 3,
    })
    expect(readFileSync(fileOf('G-1'), 'utf8')).toBe(linesOf('G-1', whole.slice(0, 3)))
    expect((await restart()).sessions).toEqual(sessions)
  })
  it('a file longer than one read is folded whole', async () => {
    const long = whole.map((m): Moment => (m[1].kind === 'received' ? [3, received('x'.repeat(3 << 20))] : m))
    leave('G-1', linesOf('G-1', long))
    expect((await restart()).sessions[0]).toMatchObject({ frames: 5, verdict: 'complete', closed: true })
  })
})

describe('a file that is no session is set aside, never deleted', () => {
  it.each<readonly [string, string, RegExp]>([
    ['no session at all', 'hello\n', /^The first line is not a Gatescope session header\.$/],
    ['an empty file', '', /^The first line is not a Gatescope session header\.$/],
    ['a torn header', '{"format":"gates', /^The first line is not a Gatescope session header\.$/],
    ['another session’s file', linesOf('G-2'), /^The file says it is session G-2\.$/],
    [
      'a later version',
      `${JSON.stringify({ ...headerOf('G-1'), version: 3 })}\n`,
      /format version 3; this app reads up to 2/,
    ],
    ['a broken frame', linesOf('G-1').replace('"kind":"sent"', '"kind":7'), /^Not a frame: \{"seq":1/],
  ])('%s', async (_, text, reason) => {
    leave('G-1', text)
    leave('G-0', linesOf('G-0'))
    const { sessions, setAside } = await restart()
    expect(sessions.map((s) => s.id)).toEqual(['G-0'])
    expect(setAside).toEqual([['G-1.jsonl', expect.stringMatching(reason)]])
    expect(readFileSync(path.join(folder, 'sessions', 'set-aside', 'G-1.jsonl'), 'utf8')).toBe(text)
    expect(existsSync(fileOf('G-1'))).toBe(false)
    expect((await restart()).setAside).toEqual([])
  })
  it('other files are left alone', async () => {
    leave('G-1', linesOf('G-1'))
    writeFileSync(path.join(folder, 'sessions', 'notes.txt'), 'mine')
    expect((await restart()).setAside).toEqual([])
    expect(existsSync(path.join(folder, 'sessions', 'notes.txt'))).toBe(true)
  })
})

describe('a folder of poison is no reason not to start', () => {
  const aside = async () => {
    const { sessions, setAside } = await restart()
    expect(sessions.map((s) => s.id)).toEqual(['G-0'])
    return setAside
  }
  /** A gigabyte that takes no room. */
  const grow = (file: string) => truncateSync(file, 2 ** 30)
  beforeEach(() => leave('G-0', linesOf('G-0')))

  it('a gigabyte without a line, or with a header and then none', async () => {
    leave('G-1', '')
    grow(fileOf('G-1'))
    leave('G-2', linesOf('G-2', []))
    grow(fileOf('G-2'))
    expect(await aside()).toEqual([
      ['G-1.jsonl', 'A line is longer than 1 MiB.'],
      ['G-2.jsonl', 'A line is longer than 256 MiB.'],
    ])
  })
  it('an index of a gigabyte without a line', async () => {
    writeFileSync(indexFile(), '')
    grow(indexFile())
    expect(await aside()).toEqual([])
  })
  it('binary, endless nesting, and frames that are not what they say', async () => {
    writeFileSync(fileOf('G-1'), randomBytes(3 << 20))
    leave('G-2', '['.repeat(500_000))
    leave(
      'G-3',
      linesOf('G-3', []) +
        `{"seq":0,"at":0,"kind":"routed","turn":1,"diagnostics":${'['.repeat(9_000)}1${']'.repeat(9_000)}}\n`,
    )
    leave('G-4', linesOf('G-4', []) + '{"seq":0,"at":0,"kind":"opened"}\n')
    const files = (await aside()).map(([file]) => file)
    expect(files).toEqual(['G-1.jsonl', 'G-2.jsonl', 'G-3.jsonl', 'G-4.jsonl'])
  })
  it('entries of the index that fit a file and are no summaries', async () => {
    const bytes = readFileSync(fileOf('G-0')).length
    const summary = summaryOf('G-0')
    for (const poison of [{ ...summary, attempts: 'none' }, { ...summary, frames: null }, { id: 'G-0' }, null, []]) {
      writeFileSync(indexFile(), `${JSON.stringify({ bytes, summary: poison })}\n`)
      expect((await restart()).sessions).toEqual([{ ...summary, stored: 5 }])
    }
  })
  it('a folder or a link with the name of a session', async () => {
    mkdirSync(fileOf('G-1'))
    writeFileSync(path.join(folder, 'elsewhere'), linesOf('G-2'))
    symlinkSync(path.join(folder, 'elsewhere'), fileOf('G-2'))
    symlinkSync(path.join(folder, 'nowhere'), fileOf('G-3'))
    expect(await aside()).toEqual(['G-1', 'G-2', 'G-3'].map((id) => [`${id}.jsonl`, 'It is no file.']))
    expect(existsSync(path.join(folder, 'elsewhere'))).toBe(true)
  })
  it('what cannot be set aside stays where it is, and is told each time', async () => {
    leave('G-1', 'hello')
    writeFileSync(path.join(folder, 'sessions', 'set-aside'), 'in the way')
    await restart()
    expect(log.at(-1)).toMatch(/^not a readable session, left where it is: .*G-1\.jsonl: The first line/)
    for (const _ of [1, 2]) expect(await aside()).toEqual([['G-1.jsonl', expect.stringMatching(/header/)]])
    expect(existsSync(fileOf('G-1'))).toBe(true)
  })
})

describe('a session is read while it grows', () => {
  it('from where the reader was', async () => {
    const store = openStore()
    store.open(headerOf('G-1'))
    store.update([summaryOf('G-1')])
    expect(await store.read('G-1', 0)).toEqual({ text: '', next: 0, atEnd: true })
    const append = (text: string) => new Promise<void>((done) => store.append('G-1', text, done))
    await append('one\n')
    expect(await store.read('G-1', 0)).toEqual({ text: 'one\n', next: 4, atEnd: true })
    await append('two\n')
    expect(await store.read('G-1', 4)).toEqual({ text: 'two\n', next: 8, atEnd: true })
    store.close(summaryOf('G-1'))
    await store.shutDown()
  })
  it('and outlined from where the outline was', async () => {
    const store = openStore()
    store.open(headerOf('G-1'))
    store.update([summaryOf('G-1')])
    expect(await store.outline('G-1', 0)).toMatchObject({ count: 0, next: 0, atEnd: true })
    const append = (text: string) => new Promise<void>((done) => store.append('G-1', text, done))
    const lines = linesOf('G-1')
    const [head, rest] = [lines.slice(0, lines.indexOf('\n') + 1), lines.slice(lines.indexOf('\n') + 1)] as const
    await append(head)
    expect(await store.outline('G-1', 0)).toMatchObject({ count: 0, places: [], next: head.length, atEnd: true })
    await append(rest)
    const outline = await store.outline('G-1', head.length)
    expect(outline).toMatchObject({
      count: 5,
      names: [''],
      places: [{ seq: 0, from: head.length }],
      next: lines.length,
      atEnd: true,
    })
    expect(outline.frames.map(({ kind }) => kind)).toEqual(['opened', 'sent', 'responded', 'closed'])
    store.close(summaryOf('G-1'))
    await store.shutDown()
  })
  it('is outlined in pieces with a place to read from every MiB', async () => {
    const text = 'x'.repeat(1 << 18)
    const moments = Array.from({ length: 100 }, (_, i): Moment => [i, received(text)])
    leave('G-1', linesOf('G-1', moments))
    const store = openStore()
    await store.ready
    const places: { seq: number; from: number }[] = []
    let count = 0
    for (let [from, atEnd] = [0, false]; !atEnd;) {
      const outline = await store.outline('G-1', from)
      places.push(...outline.places)
      count += outline.count
      ;[from, atEnd] = [outline.next, outline.atEnd]
    }
    expect(count).toBe(100)
    expect(places.length).toBeGreaterThan(25)
    for (const { seq, from } of places) expect((await store.read('G-1', from)).text).toContain(`{"seq":${seq},`)
    await store.shutDown()
  })
  it('an unknown one is not found, also by a path', async () => {
    const store = openStore()
    for (const id of ['G-9', '../token']) {
      await expect(store.outline(id, 0)).rejects.toMatchObject({ code: 'session_not_found' })
      await expect(store.read(id, 0)).rejects.toMatchObject({ code: 'session_not_found' })
    }
    await store.shutDown()
  })
  it('one whose file is gone cannot be read', async () => {
    await recordAll('G-1')
    const store = openStore()
    await store.ready
    rmSync(fileOf('G-1'))
    await expect(store.read('G-1', 0)).rejects.toMatchObject({ code: 'session_unreadable' })
    await store.shutDown()
  })
})

describe('shutting down always comes to an end', () => {
  it('with everything on disk', async () => {
    const store = openStore()
    record(store, 'G-1')
    await store.shutDown()
    expect(readFileSync(fileOf('G-1'), 'utf8')).toBe(linesOf('G-1'))
    expect(JSON.parse(readFileSync(indexFile(), 'utf8'))).toMatchObject({ summary: { id: 'G-1', stored: 5 } })
  })
  it('when a session is closed twice, or was never opened', async () => {
    const store = openStore()
    record(store, 'G-1')
    store.close(summaryOf('G-1'))
    store.close(summaryOf('G-2'))
    await store.shutDown()
  })
  it('when the index cannot be written', async () => {
    mkdirSync(indexFile(), { recursive: true })
    await recordAll('G-1')
    expect(log).toEqual([expect.stringMatching(/^session index not written: EISDIR/)])
    expect(readFileSync(fileOf('G-1'), 'utf8')).toBe(linesOf('G-1'))
  })
})
