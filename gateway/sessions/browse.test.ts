import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { closed, opened, received, responded, sent, type Moment } from '../../test/support/frames'
import { temporaryFolder } from '../../test/support/gateway'
import { createLibrary } from '../../test/support/library'
import { browseSessions, readSession } from './browse'

const running: readonly Moment[] = [
  [0, opened()],
  [1, sent({ model: 'openai/gpt-5' })],
  [2, responded(200)],
]
const whole: readonly Moment[] = [...running, [3, received('{"usage":{"total_tokens":7}}')], [4, closed()]]

async function browse(dataDir: string) {
  const unreadable: string[] = []
  const sessions = []
  const tell = ({ file, reason }: { file: string; reason: string }) =>
    void unreadable.push(`${path.basename(file)}: ${reason}`)
  for await (const session of browseSessions(dataDir, tell)) sessions.push(session)
  return { sessions, ids: sessions.map((s) => s.id), unreadable }
}

async function framesIn(dataDir: string, id: string) {
  const frames = []
  for await (const frame of readSession(dataDir, id)) frames.push(frame)
  return frames
}

/** Everything in the folder, name and content. */
const contents = (folder: string) =>
  readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')])

describe('browsing sessions', () => {
  it('lists the newest first, whatever order they ended in', async () => {
    const dataDir = temporaryFolder()
    const library = createLibrary(dataDir)
    for (const id of ['G-2', 'G-3', 'G-1']) {
      library.leave(id, whole)
      library.index(id, whole)
    }
    expect((await browse(dataDir)).ids).toEqual(['G-3', 'G-2', 'G-1'])
  })
  it('believes the index while the file has the length it had, and the file from then on', async () => {
    const dataDir = temporaryFolder()
    const library = createLibrary(dataDir)
    for (const id of ['G-1', 'G-2']) {
      library.leave(id, whole)
      library.index(id, whole)
    }
    const index = readFileSync(library.indexFile, 'utf8')
    writeFileSync(library.indexFile, index.replaceAll('"totalTokens":7', '"totalTokens":70'))
    appendFileSync(library.fileOf('G-2'), '{"seq":5,"at":9,"kind":"pulse"}\n')
    const { sessions } = await browse(dataDir)
    expect(sessions.map((s) => [s.id, s.totalTokens, s.frames, s.stored])).toEqual([
      ['G-2', 7, 6, 6],
      ['G-1', 70, 5, 5],
    ])
  })
  it('takes the last entry of an id, and passes over lines of the index that are broken', async () => {
    const dataDir = temporaryFolder()
    const library = createLibrary(dataDir)
    library.leave('G-1', running)
    library.index('G-1', running)
    appendFileSync(library.indexFile, '{"bytes":\nnull\nö\n')
    library.leave('G-1', whole)
    library.index('G-1', whole)
    expect((await browse(dataDir)).sessions).toMatchObject([{ id: 'G-1', verdict: 'complete', frames: 5 }])
  })
  it('settles what a crash left as a restart would, and leaves the file as it is', async () => {
    const dataDir = temporaryFolder()
    const library = createLibrary(dataDir)
    library.leave('G-1', running)
    appendFileSync(library.fileOf('G-1'), '{"seq":3,"at":')
    const before = contents(library.folder)
    const { sessions } = await browse(dataDir)
    expect(sessions).toMatchObject([{ verdict: 'truncated', frames: 3, closed: true }])
    expect(sessions[0]?.proof).toContain('Gatescope stopped while this ran')
    expect(contents(library.folder)).toEqual(before)
  })
  it('lets what is being recorded be under way', async () => {
    const dataDir = temporaryFolder()
    const library = createLibrary(dataDir)
    library.leave('G-1', running)
    writeFileSync(library.fileOf('G-2'), '')
    // Process 1 is always there; without an address it is still starting.
    writeFileSync(path.join(dataDir, 'running.json'), JSON.stringify({ pid: 1, gateway: '', token: null }))
    expect(await browse(dataDir)).toMatchObject({
      sessions: [{ id: 'G-1', verdict: 'streaming', closed: false }],
      unreadable: [],
    })
  })
  it('tells what is no session, and moves nothing', async () => {
    const dataDir = temporaryFolder()
    const library = createLibrary(dataDir)
    library.leave('G-1', whole)
    writeFileSync(library.fileOf('G-2'), 'hello\n')
    writeFileSync(library.fileOf('G-3'), readFileSync(library.fileOf('G-1')))
    writeFileSync(path.join(library.folder, 'notes.txt'), 'mine')
    const before = contents(library.folder)
    expect(await browse(dataDir)).toMatchObject({
      ids: ['G-1'],
      unreadable: [
        'G-3.jsonl: The file says it is session G-1.',
        'G-2.jsonl: The first line is not a Gatescope session header.',
      ],
    })
    expect(contents(library.folder)).toEqual(before)
  })
  it('finds nothing in a folder that is not there, and does not make it', async () => {
    const dataDir = path.join(temporaryFolder(), 'nowhere')
    expect(await browse(dataDir)).toEqual({ sessions: [], ids: [], unreadable: [] })
    expect(readdirSync(path.dirname(dataDir))).toEqual([])
  })
  it('does without an index that cannot be read', async () => {
    const dataDir = temporaryFolder()
    const library = createLibrary(dataDir)
    library.leave('G-1', whole)
    mkdirSync(library.indexFile)
    expect((await browse(dataDir)).ids).toEqual(['G-1'])
  })
})

describe('reading one session', () => {
  it('gives its frames, also of a file longer than one read, up to a torn last line', async () => {
    const dataDir = temporaryFolder()
    const library = createLibrary(dataDir)
    library.leave('G-1', [...running, [3, received('x'.repeat(3 << 20))], [4, closed()]])
    appendFileSync(library.fileOf('G-1'), '{"seq":5')
    expect((await framesIn(dataDir, 'G-1')).map((f) => f.kind)).toEqual([
      'opened',
      'sent',
      'responded',
      'received',
      'closed',
    ])
  })
  it('does not take a path for an id', async () => {
    const dataDir = temporaryFolder()
    createLibrary(dataDir)
    writeFileSync(path.join(dataDir, 'token.jsonl'), 'secret')
    for (const id of ['G-9', '../token', 'index']) {
      await expect(framesIn(dataDir, id)).rejects.toMatchObject({ code: 'session_not_found' })
    }
  })
  it('says what is wrong with a file that is no session', async () => {
    const dataDir = temporaryFolder()
    writeFileSync(createLibrary(dataDir).fileOf('G-1'), 'hello\n')
    await expect(framesIn(dataDir, 'G-1')).rejects.toMatchObject({ code: 'session_unreadable' })
  })
})
