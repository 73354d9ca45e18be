// What stands in a line: words, emphasis, code and links. Everything else a model writes, HTML above all, is words.
import type { SyntaxNode } from '@lezer/common'
import { Fragment, type ReactNode } from 'react'
import { Anchor } from '../anchor'
import { wordsOf, type Source } from '../marked-words'
import { decodeEntity } from './entity'
import { readUrl } from './url'

/** A link stands in no other link. */
type Place = { readonly depth: number; readonly linked: boolean }

const top: Place = { depth: 0, linked: false }
const deepest = 24

const hidden: ReadonlySet<string> = new Set([
  'EmphasisMark',
  'StrikethroughMark',
  'HeaderMark',
  'QuoteMark',
  'CodeMark',
  'TaskMarker',
  'TableDelimiter',
])

export function inline(
  node: SyntaxNode,
  source: Source,
  place = top,
  { from, to }: { readonly from: number; readonly to: number } = node,
): ReactNode {
  if (place.depth > deepest) return wordsOf(source, from, to)
  const out: ReactNode[] = []
  let at = from
  const say = (upTo: number) => {
    if (upTo > at) out.push(<Fragment key={at}>{wordsOf(source, at, upTo)}</Fragment>)
  }
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.from < at || child.to > to) continue
    say(child.from)
    out.push(<Fragment key={`${child.from} ${child.name}`}>{element(child, source, inner(place))}</Fragment>)
    at = child.to
  }
  say(to)
  return out
}

const inner = (place: Place, linked = place.linked): Place => ({ depth: place.depth + 1, linked })

function element(node: SyntaxNode, source: Source, place: Place): ReactNode {
  const { name, from, to } = node
  if (hidden.has(name)) return null
  switch (name) {
    case 'Emphasis':
      return <em>{inline(node, source, place)}</em>
    case 'StrongEmphasis':
      return <strong>{inline(node, source, place)}</strong>
    case 'Strikethrough':
      return <s>{inline(node, source, place)}</s>
    case 'InlineCode':
      return <code className="md-code">{codeWords(node, source)}</code>
    case 'Escape':
      return wordsOf(source, from + 1, to)
    case 'Entity':
      return replaced(decodeEntity(source.text.slice(from, to)), source, from, to)
    case 'HardBreak':
      return '\n'
    case 'Link':
    case 'Image':
      return link(node, source, place)
    case 'Autolink':
      return inline(node, source, place, { from: from + 1, to: to - 1 })
    case 'URL':
      return anchor(source.text.slice(from, to), wordsOf(source, from, to), place)
    default:
      return inline(node, source, place)
  }
}

/** One space on either side is there to keep backticks apart. */
function codeWords(node: SyntaxNode, source: Source): ReactNode {
  const [first, last] = node.getChildren('CodeMark')
  const from = first?.to ?? node.from
  const to = last?.from ?? node.to
  const padded = /^ .*[^ ].* $/s.test(source.text.slice(from, to))
  return padded ? wordsOf(source, from + 1, to - 1) : wordsOf(source, from, to)
}

function replaced(shown: string, { mark }: Source, from: number, to: number): ReactNode {
  return mark !== null && mark.from < to && mark.to > from ? <mark>{shown}</mark> : shown
}

/** A link that leads nowhere it may is shown as it is written, and so is one whose address is told elsewhere. */
function link(node: SyntaxNode, source: Source, place: Place): ReactNode {
  const [opens, closes] = node.getChildren('LinkMark')
  const url = node.getChildren('URL').find(({ from }) => closes !== undefined && from >= closes.to)
  if (opens === undefined || closes === undefined || url === undefined) return inline(node, source, place)
  const label = { from: opens.to, to: closes.from }
  const written = source.text.slice(url.from, url.to)
  const words = label.to > label.from ? inline(node, source, inner(place, true), label) : addressOf(written)
  // An image is a picture of somebody else's: to fetch it would tell them that it was looked at.
  const shown = node.name === 'Image' ? <>Image: {words}</> : words
  return readUrl(addressOf(written)) === null ? inline(node, source, place) : anchor(addressOf(written), shown, place)
}

const addressOf = (written: string): string =>
  written
    .replace(/^<(.*)>$/s, '$1')
    .replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')
    .replaceAll(/&#?\w+;/g, decodeEntity)

const anchor = (address: string, shown: ReactNode, { linked }: Place): ReactNode =>
  linked ? shown : <Anchor address={address}>{shown}</Anchor>
