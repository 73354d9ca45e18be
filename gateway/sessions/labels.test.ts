import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { noLabel } from '#shared/session/label'
import { temporaryFolder } from '../../test/support/gateway'
import { Labels, readLabels } from './labels'

function setUp() {
  const dataDir = temporaryFolder()
  const folder = path.join(dataDir, 'sessions')
  mkdirSync(folder)
  const file = path.join(folder, 'labels.jsonl')
  const open = async (isKept: (id: string) => boolean = () => true) => {
    const labels = new Labels(folder)
    await labels.load(isKept)
    return labels
  }
  return { dataDir, file, open, lines: () => readFileSync(file, 'utf8').split('\n').slice(0, -1) }
}

describe('labels outlive the app', () => {
  it('the last change of a session wins', async () => {
    const { open, dataDir } = setUp()
    const labels = await open()
    await labels.change(['G-1', 'G-2'], { name: 'both', pinned: true })
    await labels.change(['G-2'], { name: 'other', tags: { add: ['x'] } })
    const again = await open()
    expect(again.of('G-1')).toEqual({ ...noLabel, name: 'both', pinned: true })
    expect(again.of('G-2')).toEqual({ ...noLabel, name: 'other', tags: ['x'], pinned: true })
    expect(again.of('G-3')).toEqual(noLabel)
    expect([...(await readLabels(dataDir)).keys()]).toEqual(['G-1', 'G-2'])
  })
  it('and outdated lines go when they are read, with those of sessions that are gone', async () => {
    const { open, lines } = setUp()
    const labels = await open()
    for (const name of ['a', 'b', 'c']) await labels.change(['G-1'], { name })
    await labels.change(['G-2'], { name: 'gone' })
    await labels.change(['G-3'], { name: 'taken away' })
    await labels.change(['G-3'], { name: null })
    expect(lines()).toHaveLength(6)
    await open((id) => id !== 'G-2')
    expect(lines().map((line) => JSON.parse(line) as unknown)).toEqual([
      { id: 'G-1', label: { ...noLabel, name: 'c' } },
    ])
  })
  it('also when the last line is torn, or others are garbage', async () => {
    const { open, file, lines } = setUp()
    await (await open()).change(['G-1'], { note: 'kept' })
    appendFileSync(file, 'null\n{"id":7}\n{"id":"G-2","label":{"name":3}}\n{"id":"G-1","label":{"na')
    const labels = await open()
    expect(labels.of('G-1').note).toBe('kept')
    expect(lines()).toHaveLength(1)
    await labels.change(['G-2'], { note: 'too' })
    expect((await open()).of('G-2').note).toBe('too')
  })
})

describe('a change is all or nothing', () => {
  it('too many tags change no session', async () => {
    const { open } = setUp()
    const labels = await open()
    await labels.change(['G-2'], { tags: { add: Array.from({ length: 20 }, (_, i) => `t${i}`) } })
    await expect(labels.change(['G-1', 'G-2'], { tags: { add: ['more'] } })).rejects.toMatchObject({
      code: 'too_many_tags',
      message: 'A session has at most 20 tags; G-2 would have more.',
    })
    expect(labels.of('G-1')).toEqual(noLabel)
  })
  it('what could not be written is not said to be, and the next one is', async () => {
    const { open, file } = setUp()
    const labels = await open()
    mkdirSync(file)
    await expect(labels.change(['G-1'], { name: 'lost' })).rejects.toMatchObject({ code: 'label_not_stored' })
    expect(labels.of('G-1')).toEqual(noLabel)
    rmSync(file, { recursive: true })
    await labels.change(['G-1'], { name: 'kept' })
    expect((await open()).of('G-1').name).toBe('kept')
  })
  it('changes that come at once are made one after the other', async () => {
    const { open } = setUp()
    const labels = await open()
    await Promise.all(['a', 'b', 'c'].map((tag) => labels.change(['G-1'], { tags: { add: [tag] } })))
    expect((await open()).of('G-1').tags).toEqual(['a', 'b', 'c'])
  })
})

it('a label file that is no file at all is no reason not to start', async () => {
  const { open, file } = setUp()
  writeFileSync(file, Buffer.alloc(3 << 20, 7))
  expect((await open()).of('G-1')).toEqual(noLabel)
})
