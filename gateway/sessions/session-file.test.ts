import fs, { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readLines, SessionWriter } from './session-file'

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gatescope-file-'))
  file = path.join(folder, 'a.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const fail = (error: Error) => {
  throw error
}
const append = (writer: SessionWriter, text: string) => new Promise<void>((done) => writer.append(text, done))
const end = (writer: SessionWriter) => new Promise<number>((done) => writer.end(done))

describe('a session file is appended to', () => {
  it('in order, and counts its bytes', async () => {
    const writer = new SessionWriter(file, fail)
    const order: number[] = []
    for (let i = 0; i < 100; i += 1) writer.append(`${i} é\n`, () => order.push(i))
    const expected = Array.from({ length: 100 }, (_, i) => `${i} é\n`).join('')
    expect(await end(writer)).toBe(Buffer.byteLength(expected))
    expect(readFileSync(file, 'utf8')).toBe(expected)
    expect(order).toEqual(Array.from({ length: 100 }, (_, i) => i))
  })
  it('and says when a part is on disk', async () => {
    const writer = new SessionWriter(file, fail)
    await append(writer, 'one\n')
    expect(readFileSync(file, 'utf8')).toBe('one\n')
    await append(writer, 'two\n')
    expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n')
    await end(writer)
  })
  it('behind what an earlier run wrote', async () => {
    writeFileSync(file, 'old\n')
    const writer = new SessionWriter(file, fail)
    await append(writer, 'new\n')
    await end(writer)
    expect(readFileSync(file, 'utf8')).toBe('old\nnew\n')
  })
  it('readable by nobody else', async () => {
    const writer = new SessionWriter(file, fail)
    await append(writer, 'x\n')
    await end(writer)
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
  })
  it('an unused one makes no file', async () => {
    expect(await end(new SessionWriter(file, fail))).toBe(0)
    expect(() => readFileSync(file)).toThrow('ENOENT')
  })
  it('a file that cannot be written is reported, and still ends', async () => {
    mkdirSync(file)
    const errors: string[] = []
    const written: string[] = []
    const writer = new SessionWriter(file, (error) => errors.push(error.message))
    writer.append('x\n', () => written.push('x'))
    expect(await end(writer)).toBe(0)
    expect(errors).toEqual([expect.stringMatching(/^EISDIR/)])
    expect(written).toEqual([])
  })
  it('a disk that fills up in a line leaves whole lines, and nothing is appended behind the gap', async () => {
    const errors: string[] = []
    const written: string[] = []
    const writer = new SessionWriter(file, (error) => errors.push(error.message))
    await new Promise<void>((resolve) => writer.append('one\n', resolve))
    const full = vi.spyOn(fs, 'write').mockImplementation(((fd: number, bytes: Buffer, ...rest: unknown[]) => {
      fs.writeSync(fd, bytes, 0, 3)
      full.mockRestore()
      const done = rest.at(-1) as (error: Error) => void
      setImmediate(done, new Error('ENOSPC: no space left on device'))
    }) as unknown as typeof fs.write)
    writer.append('two\n', () => written.push('two'))
    await vi.waitFor(() => expect(writer.isBroken).toBe(true))
    writer.append('three\n', () => written.push('three'))
    expect(await end(writer)).toBe(4)
    expect(readFileSync(file, 'utf8')).toBe('one\n')
    expect(errors).toEqual(['ENOSPC: no space left on device'])
    expect(written).toEqual([])
  })
})

describe('whole lines are read from a byte offset', () => {
  it('a torn last line is left for later', async () => {
    writeFileSync(file, 'one\ntwo\nthr')
    expect(await readLines(file, 0)).toEqual({ text: 'one\ntwo\n', next: 8, atEnd: true })
    expect(await readLines(file, 8)).toEqual({ text: '', next: 8, atEnd: true })
    appendFileSync(file, 'ee\n')
    expect(await readLines(file, 8)).toEqual({ text: 'three\n', next: 14, atEnd: true })
  })
  it('offsets are bytes, not characters', async () => {
    writeFileSync(file, 'é👋\nx\n')
    expect(await readLines(file, 7)).toEqual({ text: 'x\n', next: 9, atEnd: true })
  })
  it('about a MiB at a time, until the end', async () => {
    const line = `${'é'.repeat(300)}\n`
    writeFileSync(file, line.repeat(5_000))
    let text = ''
    let calls = 0
    for (let from = 0, atEnd = false; !atEnd; calls += 1) {
      const chunk = await readLines(file, from)
      expect(Buffer.byteLength(chunk.text)).toBeLessThanOrEqual(1 << 20)
      expect(chunk.text.endsWith('\n')).toBe(true)
      text += chunk.text
      from = chunk.next
      atEnd = chunk.atEnd
    }
    expect(text).toBe(line.repeat(5_000))
    expect(calls).toBe(3)
  })
  it.each([1 << 20, (1 << 20) + 1, 3 << 20, 5 << 20])('a line of %i bytes comes whole', async (size) => {
    const long = `${'x'.repeat(size - 1)}\n`
    writeFileSync(file, `a\n${long}b\n`)
    expect((await readLines(file, 2)).text.startsWith(long)).toBe(true)
    let text = ''
    for (let from = 0, atEnd = false; !atEnd;) {
      const chunk = await readLines(file, from)
      text += chunk.text
      from = chunk.next
      atEnd = chunk.atEnd
    }
    expect(text === `a\n${long}b\n`).toBe(true)
  })
  it('a long line that is not finished yet is not there yet', async () => {
    writeFileSync(file, 'x'.repeat(2 << 20))
    expect(await readLines(file, 0)).toEqual({ text: '', next: 0, atEnd: true })
  })
  it('behind the end is nothing', async () => {
    writeFileSync(file, 'one\n')
    expect(await readLines(file, 40)).toEqual({ text: '', next: 40, atEnd: true })
  })
})
