import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noMarkdown, parseOn, type Block, type Markdown } from './parse'

const pieces = [
  'word',
  ' ',
  '\n',
  '\n\n',
  '# ',
  '- ',
  '1. ',
  '2) ',
  '> ',
  '    ',
  '```',
  '~~~ts\n',
  '***',
  '---',
  '===',
  '|a|b|\n',
  '|-|:-:|\n',
  '[x](https://a.example)',
  '[x]: https://a.example',
  '"title',
  '<b>',
  '<!--',
  '*',
  '_',
  '`',
  '~~',
  '- [x] ',
  '\t',
  '\\',
  '&amp;',
]
const words = fc.array(fc.constantFrom(...pieces), { maxLength: 40 })

const parse = (text: string): Markdown => {
  const markdown = parseOn(noMarkdown, text)
  if (markdown === null) throw new Error('too much')
  return markdown
}
const grow = (parts: readonly string[]): Markdown => {
  let text = ''
  let markdown = noMarkdown
  for (const part of parts) {
    text += part
    markdown = parseOn(markdown, text) ?? noMarkdown
  }
  return markdown
}
const nodesOf = ({ tree }: Block): string[] => {
  const nodes: string[] = []
  tree.iterate({ enter: ({ name, from, to }) => void nodes.push(`${name} ${from}-${to}`) })
  return nodes
}
const shape = ({ blocks }: Markdown) => blocks.map((block) => [block.from, block.to, block.text, nodesOf(block)])

describe('Markdown that grows', () => {
  it('is the same as Markdown read at once, wherever it was cut', () => {
    fc.assert(
      fc.property(words, (parts) => {
        expect(shape(grow(parts))).toEqual(shape(parse(parts.join(''))))
      }),
      { numRuns: 2_000 },
    )
  })
  it('keeps every block but those at its end', () => {
    const first = parse('# One\n\ntwo\n\n- three\n- four\n\nfive\n\nsix')
    const next = parseOn(first, `${first.text} and seven\n\neight`)
    expect(next?.blocks.slice(0, 3).map((block, at) => block === first.blocks[at])).toEqual([true, true, true])
    expect(next?.blocks.map(({ text }) => text).slice(3)).toEqual(['five', 'six and seven', 'eight'])
  })
  it('goes back to a paragraph that a half-written line seemed to end', () => {
    expect(grow(['one\n', '***', 'bold***', ' two']).blocks.map(({ text }) => text)).toEqual(['one\n***bold*** two'])
    expect(grow(['one\n', '#', 'two']).blocks.map(({ text }) => text)).toEqual(['one\n#two'])
  })
  it('begins anew when it is another text', () => {
    expect(shape(parseOn(parse('# One\n\ntwo'), 'other') ?? noMarkdown)).toEqual(shape(parse('other')))
  })
})

describe('what would hold the window', () => {
  it.each([
    ['more characters than anyone lays out', 'word '.repeat(60_000)],
    ['a table without an end', `|a|b|\n|-|-|\n${'|x|y|\n'.repeat(20_000)}`],
    ['paragraphs without an end', 'a\n\n'.repeat(80_000)],
    ['definitions without an end', '[a]: b\n'.repeat(30_000)],
  ])('is no Markdown: %s', (_, text) => expect(parseOn(noMarkdown, text)).toBeNull())

  it.each([
    ['quotes', '>'.repeat(10_000)],
    ['quotes with spaces', '> '.repeat(10_000)],
    ['bullets', '- '.repeat(60_000)],
    ['numbers', '1. '.repeat(60_000)],
    ['lists in lists', Array.from({ length: 400 }, (_, at) => `${'  '.repeat(at)}- a\n`).join('')],
  ])('is cut where it nests too deep: %s', (_, text) => {
    let deepest = 0
    let depth = 0
    for (const { tree } of parse(text).blocks) {
      tree.iterate({
        enter: () => {
          depth += 1
          deepest = Math.max(deepest, depth)
        },
        leave: () => {
          depth -= 1
        },
      })
    }
    expect(deepest).toBeLessThan(40)
  })

  it.each(['[a](', '*a_', '![', '<!--', '`a``b```', '**a *', '[](', '&', '~~a~', 'http://', '<a'])(
    'is left as it is in a paragraph without an end: %s',
    (piece) => {
      const [block] = parse(piece.repeat(10_000).slice(0, 100_000)).blocks
      expect(block?.size).toBe(1)
    },
  )
})
