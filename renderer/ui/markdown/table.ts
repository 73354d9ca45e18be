// A table's cells by row. The tree leaves out cells without a word in them; the bars tell where they are.
import type { SyntaxNode } from '@lezer/common'

export type Side = 'left' | 'right' | 'center'
export type Row = readonly (SyntaxNode | null)[]

export type Table = { readonly head: Row; readonly rows: readonly Row[]; readonly sides: readonly (Side | undefined)[] }

export function readTable(node: SyntaxNode, text: string): Table {
  const header = node.getChild('TableHeader')
  const rule = node.getChild('TableDelimiter')
  const written = rule === null ? '' : text.slice(rule.from, rule.to)
  return {
    head: header === null ? [] : readRow(header),
    rows: node.getChildren('TableRow').map(readRow),
    sides: written
      .replaceAll(/^\s*\||\|\s*$/g, '')
      .split('|')
      .map(sideOf),
  }
}

function readRow(row: SyntaxNode): Row {
  const cells: (SyntaxNode | null)[] = []
  let last: SyntaxNode | null = null
  for (let child = row.firstChild; child !== null; child = child.nextSibling) {
    if (child.name === 'TableCell') cells.push(child)
    else if (last?.name === 'TableDelimiter') cells.push(null)
    last = child
  }
  return cells
}

function sideOf(dashes: string): Side | undefined {
  const rule = dashes.trim()
  if (rule.endsWith(':')) return rule.startsWith(':') ? 'center' : 'right'
  return rule.startsWith(':') ? 'left' : undefined
}
