// Markdown on screen. Blocks that the text has passed by are neither parsed nor drawn again.
import { memo } from 'react'
import { markWithin, type Span } from '../marked-words'
import { blockOf } from './blocks'
import type { Block, Markdown } from './parse'

type Props = { readonly markdown: Markdown; readonly mark: Span | null }

export const MarkdownView = ({ markdown: { blocks }, mark }: Props) => (
  <div className="md">
    {blocks.map((block) => {
      const within = markWithin(mark, block.from, block.to)
      return <BlockView key={block.from} block={block} from={within?.from ?? 0} to={within?.to ?? 0} />
    })}
  </div>
)

/** The marked words as two numbers: a new object for each would draw every block again. */
type BlockProps = Span & { readonly block: Block }

const BlockView = memo(({ block, from, to }: BlockProps) =>
  blockOf(block.tree.topNode, { text: block.text, mark: to > from ? { from, to } : null }),
)
