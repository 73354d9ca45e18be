import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { formatLine } from '#shared/session/jsonl'
import { createOutlineReader, readOutline } from './read-outline'

function write(count: number) {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatescope-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = path.join(folder, 'a.jsonl')
  const text = 'x'.repeat(1 << 20)
  writeFileSync(file, '')
  const append = (first: number, last: number) => {
    for (let seq = first; seq < last; seq += 1)
      appendFileSync(file, formatLine({ seq, at: seq, kind: 'received', turn: 1, text, out: 0 }))
  }
  append(0, count)
  return { file, append, remove: () => rmSync(file) }
}

it('stretches asked for one after another are those that are asked for alone', async () => {
  const { file } = write(40)
  const read = createOutlineReader()
  let from = 0
  const counts: number[] = []
  for (let atEnd = false; !atEnd;) {
    const outline = await read(file, from)
    expect(outline).toEqual(await readOutline(file, from))
    counts.push(outline.count)
    from = outline.next
    atEnd = outline.atEnd
  }
  expect(counts.length).toBeGreaterThan(2)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40)
})

it('one that was read ahead at the end of a file does not hide what is written later', async () => {
  const { file, append } = write(20)
  const read = createOutlineReader()
  const first = await read(file, 0)
  const second = await read(file, first.next)
  expect([first.atEnd, second.atEnd]).toEqual([false, true])
  append(20, 22)
  expect(await read(file, second.next)).toMatchObject({ count: 2, atEnd: true })
})

it('a file that is gone fails whoever asks for it, and nobody else', async () => {
  const { file, remove } = write(20)
  const read = createOutlineReader()
  const { next } = await read(file, 0)
  remove()
  await expect(read(file, next).then(() => readOutline(file, next))).rejects.toThrow('ENOENT')
})
