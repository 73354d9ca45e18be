// Blocks of Markdown as elements of ours: paragraphs, lists, quotes, code, tables.
import type { SyntaxNode } from '@lezer/common'
import { Fragment, type ReactNode } from 'react'
import { CopyButton } from '../copy-button'
import { wordsOf, type Source } from '../marked-words'
import { inline } from './inline'
import { readTable } from './table'

/** Cells of one table: it is laid out as a whole, and again with each row that comes. */
const mostCells = 2_000

export function blockOf(node: SyntaxNode, source: Source): ReactNode {
  switch (node.name) {
    case 'Blockquote':
      return <blockquote>{blocksOf(node, source)}</blockquote>
    case 'BulletList':
      return <ul>{blocksOf(node, source)}</ul>
    case 'OrderedList':
      return <ol start={startOf(node, source)}>{blocksOf(node, source)}</ol>
    case 'ListItem':
      return <li>{blocksOf(node, source)}</li>
    case 'Task':
      return <Task node={node} source={source} />
    case 'FencedCode':
    case 'CodeBlock':
      return <Code node={node} source={source} />
    case 'Table':
      return <Table node={node} source={source} />
    case 'HorizontalRule':
      return <hr />
    default: {
      const level = /^(?:ATX|Setext)Heading(\d)$/.exec(node.name)?.[1]
      if (level === undefined) return <p>{inline(node, source)}</p>
      return <h3 className={`md-h${level}`}>{inline(node, source)}</h3>
    }
  }
}

const marks: ReadonlySet<string> = new Set(['QuoteMark', 'ListMark'])

function blocksOf(node: SyntaxNode, source: Source): ReactNode[] {
  const out: ReactNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (!marks.has(child.name)) out.push(<Fragment key={child.from}>{blockOf(child, source)}</Fragment>)
  }
  return out
}

function startOf(node: SyntaxNode, { text }: Source): number {
  const mark = node.getChild('ListItem')?.getChild('ListMark')
  return mark ? Number.parseInt(text.slice(mark.from, mark.to), 10) : 1
}

type Props = { readonly node: SyntaxNode; readonly source: Source }

const Task = ({ node, source }: Props) => {
  const mark = node.getChild('TaskMarker')
  const isDone = mark !== null && /x/i.test(source.text.slice(mark.from, mark.to))
  return (
    <p className="md-task">
      <span role="img" aria-label={isDone ? 'Done' : 'To do'}>
        {isDone ? '☑' : '☐'}
      </span>
      {inline(node, source)}
    </p>
  )
}

const Code = ({ node, source }: Props) => {
  const info = node.getChild('CodeInfo')
  const language = info === null ? '' : (/^\S+/.exec(source.text.slice(info.from, info.to))?.[0] ?? '')
  const pieces = node.getChildren('CodeText')
  const text = () => pieces.map(({ from, to }) => source.text.slice(from, to)).join('')
  return (
    <figure className="md-block">
      <figcaption>
        <span className="ellipsis">{language === '' ? 'Code' : language}</span>
        <span className="grow" />
        <CopyButton text={text} label="Copy code" />
      </figcaption>
      <pre tabIndex={0}>
        {pieces.map(({ from, to }) => (
          <Fragment key={from}>{wordsOf(source, from, to)}</Fragment>
        ))}
      </pre>
    </figure>
  )
}

const Table = ({ node, source }: Props) => {
  const { head, rows, sides } = readTable(node, source.text)
  if (head.length * (rows.length + 1) > mostCells) {
    return (
      <pre className="md-wide" tabIndex={0}>
        {wordsOf(source, node.from, node.to)}
      </pre>
    )
  }
  const cells = (row: readonly (SyntaxNode | null)[], Tag: 'th' | 'td') =>
    head.map((_, at) => {
      const cell = row[at] ?? null
      return (
        <Tag key={at} style={{ textAlign: sides[at] }}>
          {cell !== null && inline(cell, source)}
        </Tag>
      )
    })
  return (
    <div className="md-wide" role="group" aria-label="Table" tabIndex={0}>
      <table>
        <thead>
          <tr>{cells(head, 'th')}</tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>{cells(row, 'td')}</tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
