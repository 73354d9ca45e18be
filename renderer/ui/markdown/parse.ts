// A model's words as Markdown blocks (CommonMark with GitHub's tables, tasks, strikes and bare links). Text that grows is
// parsed on from the last block whose end is still open: a long answer costs what is new in it.
import type { Tree } from '@lezer/common'
import { GFM, parser as commonMark, type MarkdownConfig } from '@lezer/markdown'
import { copySlice } from '../marked-words'

export type Block = {
  readonly from: number
  readonly to: number
  /** Positions in it count from the block's own beginning, as in `text`. */
  readonly tree: Tree
  readonly text: string
  readonly size: number
}

export type Markdown = {
  readonly text: string
  readonly blocks: readonly Block[]
  /** Nodes of all blocks: what it costs to show them. */
  readonly size: number
}

/** Beyond these a reader wants the text, and laying it out would hold the window. */
const mostChars = 262_144
const mostNodes = 40_000
/** Runs of brackets and stars take time that grows with the square of a paragraph's length. */
const longestParagraph = 4_000
const deepest = 16

const bounds: MarkdownConfig = {
  // HTML is words like any other: a model's markup is never ours.
  remove: ['HTMLBlock'],
  parseInline: [
    {
      name: 'LongParagraph',
      before: 'Escape',
      parse: (cx) => (cx.end - cx.offset > longestParagraph ? cx.end : -1),
    },
  ],
  parseBlock: [
    {
      name: 'DeepLine',
      before: 'IndentedCode',
      parse(cx, line) {
        if (cx.depth <= deepest) return false
        cx.addElement(cx.elt('Paragraph', cx.lineStart + line.pos, cx.lineStart + line.text.length))
        cx.nextLine()
        return true
      },
    },
  ],
}

const parser = commonMark.configure([GFM, bounds])

export const noMarkdown: Markdown = { text: '', blocks: [], size: 0 }

/** null when it is too much to be laid out. Blocks that the new text cannot change keep their identity. */
export function parseOn(before: Markdown, text: string): Markdown | null {
  if (text === before.text) return before
  if (text.length > mostChars) return null
  const known = text.startsWith(before.text) ? before : noMarkdown
  const kept = countSettled(known)
  const from = startOfLine(text, known.blocks[kept]?.from ?? 0)
  const blocks = [...known.blocks.slice(0, kept), ...parseBlocks(text.slice(from), from)]
  const size = blocks.reduce((sum, block) => sum + block.size, 0)
  return size > mostNodes ? null : { text, blocks, size }
}

/**
 * How many blocks stay as they are whatever follows. A line that has not ended yet may turn out to belong to the block before
 * it, and a link's definition may go on with a title.
 */
function countSettled({ text, blocks }: Markdown): number {
  const line = startOfLine(text, text.length)
  let open = blocks.length - 1
  while (open > 0 && (blocks[open]?.from ?? 0) >= line) open -= 1
  while (open > 0 && blocks[open - 1]?.tree.type.name === 'LinkReference') open -= 1
  return Math.max(0, open)
}

const startOfLine = (text: string, at: number): number => (at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1)

function parseBlocks(text: string, offset: number): Block[] {
  const blocks: Block[] = []
  for (let node = parser.parse(text).topNode.firstChild; node !== null; node = node.nextSibling) {
    const { from, to } = node
    const tree = node.toTree()
    blocks.push({
      from: from + offset,
      to: to + offset,
      tree,
      text: copySlice(text.slice(from, to)),
      size: countNodes(tree),
    })
  }
  return blocks
}

function countNodes(tree: Tree): number {
  let count = 0
  tree.iterate({ enter: () => void (count += 1) })
  return count
}
