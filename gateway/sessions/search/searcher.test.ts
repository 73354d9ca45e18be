import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import libsql from 'libsql'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { SearchResult } from '#shared/contract/sessions'
import { noLabel, type SessionLabel } from '#shared/session/label'
import { closed, message, opened, received, responded, sent, sse, type Moment } from '../../../test/support/frames'
import { temporaryFolder } from '../../../test/support/gateway'
import { createLibrary } from '../../../test/support/library'
import { createIds } from '../../ids'
import { SearchDatabase, timeIn, type Sqlite } from './database'
import type { Known } from './orders'
import { Searcher } from './searcher'

const sqlite = libsql as unknown as Sqlite

/** A library of answers, each a minute younger than the one before. */
function setUp() {
  const dataDir = temporaryFolder()
  const library = createLibrary(dataDir)
  const indexFolder = path.join(dataDir, 'search')
  let now = 1_700_000_000_000
  const ids = createIds(() => (now += 60_000))
  const known: Known[] = []
  const add = (moments: readonly Moment[], label: SessionLabel = noLabel): string => {
    const id = ids.generation()
    library.leave(id, moments)
    known.push({ id, bytes: readFileSync(library.fileOf(id)).length, isFinal: true, label })
    return id
  }
  const open = async (kind: 'indexed' | 'scanned' = 'indexed') => {
    const searcher = new Searcher({
      folder: library.folder,
      openDatabase: kind === 'scanned' ? null : (isFresh) => new SearchDatabase(sqlite, indexFolder, isFresh),
      removeDatabase: () => rmSync(indexFolder, { recursive: true, force: true }),
    })
    onTestFinished(() => searcher.take({ kind: 'close' }) as Promise<void>)
    await searcher.take({ kind: 'opened', sessions: known })
    const search = (text: string, limit = 50, before?: string) => searcher.search({ text, limit, before })
    return { searcher, search, ids: async (text: string) => idsOf(await search(text)) }
  }
  return { library, known, add, open, indexFolder, database: path.join(indexFolder, 'index.db') }
}

const idsOf = ({ hits }: SearchResult) => hits.map(({ id }) => id)
const answer = (...deltas: readonly string[]): readonly Moment[] => [
  [0, opened()],
  [1, sent({ model: 'openai/gpt-5', input: 'Where is the parcel?' })],
  [2, responded(200, 'text/event-stream')],
  ...deltas.map((delta, i): Moment => [
    3 + i,
    sse({ type: 'response.output_text.delta', output_index: 0, content_index: 0, delta } as { type: string }),
  ]),
  [90, closed()],
]

describe.each(['indexed', 'scanned'] as const)('a library that is %s', (kind) => {
  it('is searched for words, parts of words and phrases, in any case, newest first', async () => {
    const { add, open } = setUp()
    const first = add(answer('The parcel is in Rotter', 'dam.'))
    const second = add(answer('Nobody in ROTTERDAM knows. 包裹在鹿特丹。'))
    const third = add([
      [0, opened()],
      [1, sent({ input: 'x' })],
      [2, responded(429)],
      [3, received('{"error":"rate_limited"}')],
    ])
    const { ids, search } = await open(kind)
    expect(await ids('rotterdam')).toEqual([second, first])
    expect(await ids('otterd')).toEqual([second, first])
    expect(await ids('"parcel is" rotterdam')).toEqual([first])
    expect(await ids('"rotterdam knows"')).toEqual([second])
    expect(await ids('鹿特丹')).toEqual([second])
    expect(await ids('鹿')).toEqual([second])
    expect(await ids('in parcel')).toEqual([second, first])
    expect(await ids('rate_limited')).toEqual([third])
    expect(await ids('"')).toEqual([])
    expect(await ids('antwerp OR rotterdam')).toEqual([])
    expect((await search('"rotterdam."')).hits).toEqual([
      { id: first, where: 'answer', excerpt: 'The parcel is in Rotterdam.' },
    ])
  })
  it('finds 100 % and _ as they are written', async () => {
    const { add, open } = setUp()
    const first = add(answer('100% sure'))
    add(answer('1000 times'))
    const { ids } = await open(kind)
    expect(await ids('0%')).toEqual([first])
    expect(await ids('100%')).toEqual([first])
    expect(await ids('_')).toEqual([])
  })
  it('comes in pages', async () => {
    const { add, open } = setUp()
    const all = Array.from({ length: 7 }, (_, i) => add(answer(`number ${i}`))).reverse()
    const { search } = await open(kind)
    const found: string[] = []
    for (let before: string | undefined; ;) {
      const page = await search('number', 3, before)
      found.push(...idsOf(page))
      before = found.at(-1)
      if (!page.more) break
    }
    expect(found).toEqual(all)
  })
  it('is searched by its labels, as they are now', async () => {
    const { add, open } = setUp()
    const id = add(answer('x'), { ...noLabel, name: 'Slow start' })
    const { searcher, ids, search } = await open(kind)
    expect(await ids('slow start')).toEqual([id])
    await searcher.take({ kind: 'label', labels: { [id]: { ...noLabel, tags: ['regression'], note: 'Ask them.' } } })
    expect(await ids('slow')).toEqual([])
    expect((await search('regression')).hits).toMatchObject([{ id, where: 'tags' }])
    expect((await search('ask')).hits).toMatchObject([{ id, where: 'note', excerpt: 'Ask them.' }])
  })
  it('follows what is stored, turn by turn, and what is forgotten', async () => {
    const { add, open, known, library } = setUp()
    const { searcher, ids } = await open(kind)
    const id = add([
      [0, opened('websocket')],
      [1, message({ type: 'response.output_text.delta', delta: 'first turn' } as { type: string })],
    ])
    const session = known.at(-1)
    if (!session) throw new Error('no session')
    await searcher.take({ kind: 'stored', sessions: [{ ...session, isFinal: false }] })
    expect(await ids('turn')).toEqual([id])
    appendFileSync(
      library.fileOf(id),
      `{"seq":2,"at":5,"kind":"received","turn":2,"text":${JSON.stringify('{"type":"response.output_text.delta","delta":"second"}')},"out":0}\n`,
    )
    await searcher.take({ kind: 'stored', sessions: [{ ...session, bytes: session.bytes + 1 }] })
    expect(await ids('first second')).toEqual([id])
    await searcher.take({ kind: 'forget', ids: [id] })
    expect(await ids('turn')).toEqual([])
  })
  it('goes on over files that cannot be read', async () => {
    const { add, open, library } = setUp()
    const [gone, broken, whole] = [add(answer('one')), add(answer('two')), add(answer('three'))]
    rmSync(library.fileOf(gone))
    writeFileSync(library.fileOf(broken), 'hello\n')
    const { ids } = await open(kind)
    expect(await ids('three')).toEqual([whole])
  })
})

describe('the index', () => {
  it('is said to have been used once it is whole, and is kept for the next start', async () => {
    const { add, open } = setUp()
    const id = add(answer('Rotterdam'))
    const { search, searcher } = await open()
    expect((await search('rotterdam')).indexed).toBe(false)
    expect((await search('rotterdam')).indexed).toBe(true)
    await searcher.take({ kind: 'close' })
    const again = await open()
    expect(await again.search('rotterdam')).toMatchObject({ indexed: true, hits: [{ id }] })
  })
  it('forgets what is gone and learns what has changed while it was closed', async () => {
    const { add, open, known } = setUp()
    const [first, second, third] = [add(answer('port one')), add(answer('port two')), add(answer('port three'))]
    const { ids, searcher } = await open()
    expect(await ids('port')).toEqual([third, second, first])
    await searcher.take({ kind: 'close' })
    known.splice(0, 1)
    known[0] = { ...(known[0] as Known), label: { ...noLabel, name: 'renamed' } }
    const again = await open()
    expect(await again.ids('port')).toEqual([third, second])
    expect(await again.ids('renamed')).toEqual([second])
  })
  it.each([
    [
      'no database',
      (file: string) => writeFileSync(file, 'not a database, but long enough to look like one'.repeat(100)),
    ],
    ['cut in half', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 9_000))],
    [
      'of another version',
      (file: string) => {
        const db = new sqlite(file)
        db.exec('PRAGMA user_version = 99')
        db.close()
      },
    ],
    [
      'a folder',
      (file: string) => {
        rmSync(file)
        mkdirSync(file)
      },
    ],
  ])('that is %s is built again', async (_, damage) => {
    const { add, open, database } = setUp()
    const id = add(answer('Rotterdam'))
    const { ids, searcher } = await open()
    await ids('rotterdam')
    await searcher.take({ kind: 'close' })
    damage(database)
    const again = await open()
    expect(await again.ids('rotterdam')).toEqual([id])
    expect((await again.search('rotterdam')).indexed).toBe(true)
  })
  it('holds nothing of what was forgotten', async () => {
    const { add, open, indexFolder, known } = setUp()
    const marker = 'unforgettable-marker'
    const id = add(answer(marker))
    for (let i = 0; i < 50; i += 1) add(answer(`other ${i}`))
    const { ids, searcher } = await open()
    expect(await ids(marker)).toEqual([id])
    await searcher.take({ kind: 'forget', ids: [id] })
    known.splice(0, 1)
    expect(await ids('other')).toHaveLength(50)
    const bytes = readdirSync(indexFolder).map((name) => readFileSync(path.join(indexFolder, name), 'latin1'))
    for (const text of bytes) expect(text).not.toContain(marker.slice(0, 8))
  })
  it('is gone when everything is, and begun anew by the next session', async () => {
    const { add, open, indexFolder, known } = setUp()
    add(answer('before'))
    const { ids, searcher } = await open()
    expect(await ids('before')).toHaveLength(1)
    await searcher.take({ kind: 'purge' })
    expect(existsSync(indexFolder)).toBe(false)
    expect(await ids('before')).toEqual([])
    const id = add(answer('after'))
    await searcher.take({ kind: 'stored', sessions: known.slice(-1) })
    expect(await ids('after')).toEqual([id])
    expect(existsSync(indexFolder)).toBe(true)
  })
})

it('the time in an id is its ULID’s, and 0 in any other id', () => {
  const now = 1_764_000_000_123
  expect(timeIn(createIds(() => now).generation())).toBe(now)
  for (const id of ['G-1', 'constructor', 'G-01ARZ3NDEKTSV4RRFFQ69G5FA', 'x-01ARZ3NDEKTSV4RRFFQ69G5FAV'])
    expect(timeIn(id)).toBe(0)
})
