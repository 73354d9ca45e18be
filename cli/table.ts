// Columns for a terminal: as wide as the first rows need, so that a library of any length is printed as it is read. Where
// there is a width to keep, the least needed columns go first; where there is none (a pipe, a file) nothing is cut.

const tones = { red: 31, yellow: 33, blue: 34 } as const

export type Tone = keyof typeof tones

export type Column<Row> = {
  readonly head: string
  readonly cell: (row: Row) => string
  readonly right?: boolean
  /** What goes first when there is no room: the highest. Without one, the column stays. */
  readonly spare?: number
  readonly tone?: (row: Row) => Tone | null
}

export type Screen = {
  /** Infinity where nothing limits a line. */
  readonly width: number
  readonly colour: boolean
}

/** How many rows are looked at before the first is printed. */
const sample = 200
const gap = '  '

/** What the terminal can do. `NO_COLOR` and dumb terminals are known to `hasColors`. */
export const readScreen = (out: NodeJS.WriteStream): Screen =>
  out.isTTY ? { width: out.columns, colour: out.hasColors() } : { width: Number.POSITIVE_INFINITY, colour: false }

/** The lines of a table with its head; none at all without a row. */
export async function* formatTable<Row>(
  columns: readonly Column<Row>[],
  rows: AsyncIterable<Row>,
  screen: Screen,
): AsyncGenerator<string> {
  const first: Row[] = []
  let table: Table<Row> | null = null
  for await (const row of rows) {
    if (table !== null) yield table.format(row)
    else if (first.push(row) === sample) {
      table = layOut(columns, first, screen)
      yield* [table.head, ...first.map(table.format)]
    }
  }
  if (table !== null || first.length === 0) return
  table = layOut(columns, first, screen)
  yield* [table.head, ...first.map(table.format)]
}

type Table<Row> = { readonly head: string; readonly format: (row: Row) => string }
type Placed<Row> = { readonly column: Column<Row>; readonly width: number }

function layOut<Row>(columns: readonly Column<Row>[], rows: readonly Row[], { width, colour }: Screen): Table<Row> {
  const placed = fit(
    columns.map((column) => ({
      column,
      width: rows.reduce((most, row) => Math.max(most, lengthOf(escapeControl(column.cell(row)))), column.head.length),
    })),
    width,
  )
  const line = (
    text: (column: Column<Row>) => string,
    paint: (column: Column<Row>, cell: string) => string,
  ): string => {
    let room = width
    const cells = placed.map(({ column, width: own }, index) => {
      const isLast = index === placed.length - 1
      const cell = clip(text(column), room)
      room -= Math.max(own, lengthOf(cell)) + gap.length
      const padding = ' '.repeat(Math.max(0, own - lengthOf(cell)))
      const painted = paint(column, cell)
      return column.right ? padding + painted : isLast ? painted : painted + padding
    })
    return `${cells.join(gap).trimEnd()}\n`
  }
  return {
    head: line(
      (column) => column.head,
      (_, cell) => cell,
    ),
    format: (row: Row): string =>
      line(
        (column) => escapeControl(column.cell(row)),
        (column, cell) => {
          const tone = colour ? column.tone?.(row) : null
          return tone ? `\u001b[${tones[tone]}m${cell}\u001b[39m` : cell
        },
      ),
  }
}

/** Columns that can be spared go until the rest has room. */
function fit<Row>(placed: readonly Placed<Row>[], width: number): readonly Placed<Row>[] {
  const needed = placed.reduce((sum, { width: own }) => sum + own, gap.length * (placed.length - 1))
  if (needed <= width) return placed
  const most = Math.max(...placed.map(({ column }) => column.spare ?? 0))
  return most === 0
    ? placed
    : fit(
        placed.filter(({ column }) => column.spare !== most),
        width,
      )
}

/** What takes two places in a terminal: East Asian letters and pictures. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

const widthOf = (character: string): number => (wide.test(character) ? 2 : 1)

function lengthOf(text: string): number {
  let length = 0
  for (const character of text) length += widthOf(character)
  return length
}

/** The text itself where it has room, else as much of it as leaves room for the sign that it goes on. */
export function clip(text: string, room: number): string {
  if (room === Number.POSITIVE_INFINITY) return text
  let length = 0
  let end = 0
  let kept = 0
  for (const character of text) {
    length += widthOf(character)
    end += character.length
    if (length < room) kept = end
    if (length > room) return room < 1 ? '' : `${text.slice(0, kept)}…`
  }
  return text
}

/** Models and errors are named by anyone: what would move the cursor, or the reading order, is written out. */
export const escapeControl = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (c) =>
    c === '\n'
      ? '\\n'
      : c === '\t'
        ? '\\t'
        : c === '\r'
          ? '\\r'
          : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
