import { describe, expect, it } from 'vitest'
import { formatTable, type Column, type Screen } from './table'

type Row = { readonly id: string; readonly model: string; readonly frames: number; readonly bad?: boolean }

const columns: readonly Column<Row>[] = [
  { head: 'id', cell: (row) => row.id },
  { head: 'frames', cell: (row) => String(row.frames), right: true, spare: 1 },
  { head: 'model', cell: (row) => row.model, tone: (row) => (row.bad === true ? 'red' : null) },
]

async function format(rows: readonly Row[], screen: Partial<Screen> = {}): Promise<string[]> {
  async function* each() {
    yield* rows
  }
  const lines: string[] = []
  for await (const line of formatTable(columns, each(), { width: Number.POSITIVE_INFINITY, colour: false, ...screen }))
    lines.push(line)
  return lines.join('').split('\n').slice(0, -1)
}

const rows = [
  { id: 'a', model: 'openai/gpt-5', frames: 7 },
  { id: 'long', model: 'x', frames: 1234 },
]

describe('a table', () => {
  it('is as wide as its cells, and ends no line in spaces', async () => {
    expect(await format(rows)).toEqual(['id    frames  model', 'a          7  openai/gpt-5', 'long    1234  x'])
  })
  it('has no head without a row', async () => {
    expect(await format([])).toEqual([])
  })
  it('gives up what can be spared, and then cuts and says so', async () => {
    expect(await format(rows, { width: 19 })).toEqual(['id    model', 'a     openai/gpt-5', 'long  x'])
    expect(await format(rows, { width: 12 })).toEqual(['id    model', 'a     opena…', 'long  x'])
    for (const line of await format(rows, { width: 3 })) expect(line.length).toBeLessThanOrEqual(3)
  })
  it('cuts nothing where nothing limits a line', async () => {
    expect((await format([{ id: 'a', model: 'm'.repeat(5000), frames: 1 }])).at(-1)).toHaveLength(5012)
  })
  it('keeps its columns for the rows it has not seen, which may push them', async () => {
    const many = Array.from({ length: 300 }, (_, i) => ({ id: i < 250 ? 'a' : 'longer', model: 'x', frames: 1 }))
    const lines = await format(many)
    expect(lines).toHaveLength(301)
    expect([lines[250], lines[251]]).toEqual(['a        1  x', 'longer       1  x'])
  })
  it('counts letters that take two places', async () => {
    expect(await format([{ id: '模型', model: 'x', frames: 1 }, ...rows])).toContain('模型       1  x')
    expect(await format([{ id: 'a', model: '模型模型', frames: 1 }], { width: 8 })).toContain('a   模…')
  })
  it('colours the word and not its padding, only where colours are wanted', async () => {
    const bad = [{ id: 'a', model: 'x', frames: 1, bad: true }]
    expect((await format(bad)).at(-1)).toBe('a        1  x')
    expect((await format(bad, { colour: true })).at(-1)).toBe('a        1  \u001b[31mx\u001b[39m')
  })
  it('writes out what would move the cursor or the reading order', async () => {
    const evil = [{ id: 'a', model: '\u001b[2J\u202egpt\r\n', frames: 1 }]
    expect((await format(evil)).at(-1)).toBe('a        1  \\u001b[2J\\u202egpt\\r\\n')
  })
})
