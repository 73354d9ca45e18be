import { readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkFrame } from '#shared/session/check-frame'
import { formatLine } from '#shared/session/jsonl'
import { generateSessions } from '../../test/support/generated-sessions.mjs'
import { collect, inTurn, pieces, portable, textOf } from '../../test/support/portable'
import { readJsonl, writeJsonl } from './jsonl'

const sessions = generateSessions(200)
const write = (list: typeof sessions) =>
  textOf(writeJsonl(inTurn(list.map(({ header, frames }) => portable(header, frames)))))
const read = (text: string, length?: number) => collect(readJsonl(pieces(text, length)))

const fixture = (name: string) =>
  readFileSync(path.resolve(import.meta.dirname, '../../test/fixtures/sessions', name), 'utf8')

describe('sessions as JSON Lines', () => {
  it('200 of every kind, one after another in one file, come back as they were', async () => {
    const { sessions: found, skipped } = await read(await write(sessions), 4096)
    expect(skipped).toEqual([])
    expect(found.map(({ id, startedAt, app, frames }) => ({ id, startedAt, app, frames }))).toEqual(
      sessions.map(({ header: { id, startedAt, app }, frames }) => ({ id, startedAt, app, frames })),
    )
  })
  it('however the file is cut into pieces', async () => {
    const text = await write(sessions.slice(0, 3))
    const whole = await read(text, text.length)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5_000 }), async (length) => {
        expect(await read(text, length)).toEqual(whole)
      }),
      { numRuns: 20 },
    )
  })
})

describe('a file of every version there was', () => {
  it.each([
    ['version-1.jsonl', 'G-01J9ZC3V0Q8K4M7T2XWYB5N6PD', 1_727_776_800_000, 11],
    ['version-2.jsonl', 'G-01K9YV6D3R5S7T9VBXZ2C4E6G8', 1_763_989_200_123, 8],
  ])('%s is read as one of today', async (name, id, startedAt, count) => {
    const { sessions: found, skipped } = await read(fixture(name))
    expect(skipped).toEqual([])
    expect(found).toMatchObject([{ id, startedAt, app: 'gatescope 0.1.0' }])
    expect(found[0]?.frames.map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_, seq) => seq))
  })
  it('one of a later version is said to be that, and the others beside it are read', async () => {
    const later = fixture('version-2.jsonl').replace('"version":2', '"version":3')
    const { sessions: found, skipped } = await read(later + fixture('version-1.jsonl'))
    expect(found.map(({ id }) => id)).toEqual(['G-01J9ZC3V0Q8K4M7T2XWYB5N6PD'])
    expect(skipped).toEqual([{ what: 'line 1', why: 'This file has format version 3; this app reads up to 2.' }])
  })
})

describe('what is wrong with a file is said by its line', () => {
  const [first, second] = [fixture('version-1.jsonl'), fixture('version-2.jsonl')]
  it('a broken frame costs its session, and no other', async () => {
    const { sessions: found, skipped } = await read(first.replace('"kind":"answered"', '"kind":"asked"') + second)
    expect(found.map(({ frames }) => frames.length)).toEqual([8])
    expect(skipped).toEqual([
      {
        what: 'session G-01J9ZC3V0Q8K4M7T2XWYB5N6PD (line 1)',
        why: 'Line 6 is not a frame: there is no kind of frame "asked".',
      },
    ])
  })
  it('a frame that is missing costs it too', async () => {
    const without = first
      .split('\n')
      .filter((_, index) => index !== 4)
      .join('\n')
    expect((await read(without)).skipped).toMatchObject([
      { why: expect.stringContaining('Line 5 is not a frame: "seq" must be 3') },
    ])
  })
  it('a last line that is not whole is left out and told', async () => {
    const { sessions: found, skipped } = await read(second.slice(0, -20))
    expect(found[0]?.frames.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(skipped).toEqual([
      { what: 'session G-01K9YV6D3R5S7T9VBXZ2C4E6G8 (line 1), line 9', why: 'The last line of the file is not whole.' },
    ])
  })
  it('a last line without its end is a line, and so is one with a mark or of Windows', async () => {
    expect((await read(second.trimEnd())).sessions[0]?.frames).toHaveLength(8)
    expect((await read(`\uFEFF${second.replaceAll('\n', '\r\n')}\r\n`)).sessions[0]?.frames).toHaveLength(8)
  })
  it('a session nobody reads is passed over', async () => {
    const ids: (string | null)[] = []
    for await (const found of readJsonl(pieces(first + second))) if (found.kind === 'session') ids.push(found.id)
    expect(ids).toEqual(['G-01J9ZC3V0Q8K4M7T2XWYB5N6PD', 'G-01K9YV6D3R5S7T9VBXZ2C4E6G8'])
  })
  it('a header in other spacing begins a session', async () => {
    const [header = '', ...frames] = second.split('\n')
    const spaced = JSON.stringify(JSON.parse(header)).replaceAll(',"', ', "').replaceAll('":', '": ')
    expect((await read([spaced, ...frames].join('\n'))).sessions[0]?.frames).toHaveLength(8)
    expect(formatLine(JSON.parse(header))).toBe(`${header}\n`)
  })
})

describe('a file with anything in any line', () => {
  const lines = (fixture('version-1.jsonl') + fixture('version-2.jsonl')).trimEnd().split('\n')
  const header = { format: 'gatescope.session', version: 2, id: 'G-1', startedAt: 0 }
  const odd = fc.oneof(
    fc.constantFrom('', '{', 'null', '[]', '{"format":"gatescope.session"}', '\u0000', '{"seq":0}'),
    fc.constantFrom(-1, 1.5, 1e300).map((startedAt) => JSON.stringify({ ...header, startedAt })),
    fc.constantFrom(null, 7, {}, [7]).map((notes) => JSON.stringify({ ...header, origin: { kind: 'import', notes } })),
    fc.json({ maxDepth: 2 }),
  )
  it('is read without an error, and what it gives can be relied on', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(lines.length - 1), odd), { maxLength: 4 }), async (changes) => {
        const changed = [...lines]
        for (const [at, line] of changes) changed[at] = line
        const { sessions: found } = await read(changed.join('\n'))
        for (const { startedAt, app, notes, frames } of found) {
          expect(new Date(startedAt).toISOString()).toBeTruthy()
          expect([app, ...notes].every((text) => typeof text === 'string')).toBe(true)
          for (const frame of frames) expect(checkFrame(frame, frame.seq)).toMatchObject({ ok: true })
        }
      }),
      { numRuns: 300 },
    )
  })
})
