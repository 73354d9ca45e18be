import fc from 'fast-check'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import type { Span } from '../marked-words'
import { MarkdownView } from './markdown'
import { noMarkdown, parseOn } from './parse'

function show(text: string, mark: Span | null = null): string {
  const markdown = parseOn(noMarkdown, text)
  if (markdown === null) throw new Error('too much')
  return renderToStaticMarkup(<MarkdownView markdown={markdown} mark={mark} />).replace(
    /^<div class="md">(.*)<\/div>$/s,
    '$1',
  )
}

describe('Markdown on screen', () => {
  it.each([
    ['**a** *b* ~~c~~ `d`', '<p><strong>a</strong> <em>b</em> <s>c</s> <code class="md-code">d</code></p>'],
    ['# A\n\nB\n---', '<h3 class="md-h1"> A</h3><h3 class="md-h2">B\n</h3>'],
    ['- a\n- b\n  1. c', '<ul><li><p>a</p></li><li><p>b</p><ol start="1"><li><p>c</p></li></ol></li></ul>'],
    ['7. a', '<ol start="7"><li><p>a</p></li></ol>'],
    ['> a\n> b', '<blockquote><p>a\n b</p></blockquote>'],
    ['a\nb  \nc\\\nd', '<p>a\nb\nc\nd</p>'],
    ['---', '<hr/>'],
    ['\\*a\\* &amp; &#x41; &nosuch;', '<p>*a* &amp; A &amp;nosuch;</p>'],
    ['`` a`b ``', '<p><code class="md-code">a`b</code></p>'],
  ])('%j', (text, markup) => expect(show(text)).toBe(markup))

  it('shows code with its language and a button that copies it', () => {
    const markup = show('```ts x\nconst a = "<b>"\n\n  b()\n```')
    expect(markup).toContain('<span class="ellipsis">ts</span>')
    expect(markup).toContain('aria-label="Copy code"')
    expect(markup).toContain('<pre tabindex="0">const a = &quot;&lt;b&gt;&quot;\n\n  b()</pre>')
  })
  it('leaves the marks of a quote out of the code in it', () =>
    expect(show('> ```\n> a\n> b\n> ```')).toContain('<pre tabindex="0">a\nb</pre>'))
  it('keeps empty cells in their columns, and rows to the width of their head', () => {
    const markup = show('| a | b | c |\n|:--|:-:|--:|\n| 1 || 3 |\n| | 2 | 3 | 4 |\n| x |')
    const rows = [...markup.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) =>
      [...(row ?? '').matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell]) => cell),
    )
    expect(rows).toEqual([
      ['a', 'b', 'c'],
      ['1', '', '3'],
      ['', '2', '3'],
      ['x', '', ''],
    ])
    expect([...markup.matchAll(/<th style="text-align:(\w+)"/g)].map(([, side]) => side)).toEqual([
      'left',
      'center',
      'right',
    ])
  })
  it('shows a table of thousands of cells as it is written', () => {
    const markup = show(`|a|b|\n|-|-|\n${'|x|y|\n'.repeat(1_500)}`)
    expect(markup).not.toContain('<table')
    expect(markup).toContain('|x|y|')
  })
  it('marks the words of an event, through the markup between them', () => {
    expect(show('one **two** three', { from: 2, to: 8 })).toBe(
      '<p>on<mark>e </mark><strong><mark>tw</mark>o</strong> three</p>',
    )
    expect(show('one\n\ntwo', { from: 5, to: 8 })).toBe('<p>one</p><p><mark>two</mark></p>')
  })
})

describe('links', () => {
  const link = (href: string, words: string) =>
    `<a href="${href}" title="${href}" target="_blank" rel="noopener noreferrer">${words}</a>`

  it.each([
    ['[a *b*](https://c.example/)', link('https://c.example/', 'a <em>b</em>')],
    ['[a](<https://c.example/x> "title")', link('https://c.example/x', 'a')],
    ['https://c.example/', link('https://c.example/', 'https://c.example/')],
    ['<https://c.example/>', link('https://c.example/', 'https://c.example/')],
    ['a@c.example', link('mailto:a@c.example', 'a@c.example')],
    ['[https://good.example/](https://evil.example/)', link('https://evil.example/', 'https://good.example/')],
    ['![a map](https://c.example/m.png)', link('https://c.example/m.png', 'Image: a map')],
    ['[](https://c.example/)', link('https://c.example/', 'https://c.example/')],
  ])('%s', (text, markup) => expect(show(text)).toBe(`<p>${markup}</p>`))

  it.each([
    '[a](javascript:alert(1))',
    '[a](JAVASCRIPT:alert(1))',
    '[a](java&#x73;cript:alert(1))',
    '![a](javascript:alert(1))',
    '[a](data:text/html;base64,PHNjcmlwdD4=)',
    '[a](#here)',
    '[a](/path)',
    '[a][b]',
    '<javascript:alert(1)>',
    '![a](data:image/svg+xml;base64,PHN2Zz4=)',
  ])('%s is shown as it is written', (text) => {
    const markup = show(text)
    expect(markup).not.toMatch(/<(?!\/?p>)/)
    expect(markup.replaceAll(/&amp;/g, '&').replaceAll('&#x73;', 's')).toContain(
      'a]'.slice(text.startsWith('<') ? 2 : 0),
    )
  })
})

describe('what a model says is never markup', () => {
  const evil = [
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '<a href="javascript:alert(1)">x</a>',
    '<svg onload=alert(1)>',
    '<!-- x -->',
    '<?php x ?>',
    '<iframe src="https://a.example">',
    '[x](javascript:alert(1))',
    '[x](https://a.example/"onmouseover=alert(1))',
    '![x](https://a.example/"onerror="alert(1))',
    '```"><script>\n',
    '&lt;script&gt;',
    '&#60;b&#62;',
  ]
  const ours =
    /^<\/?(?:p|h3|em|strong|s|code|pre|ul|ol|li|blockquote|hr|figure|figcaption|span|button|svg|path|div|table|thead|tbody|tr|th|td|a)\b/

  const markdown = fc.array(
    fc.oneof(
      fc.constantFrom(...evil),
      fc.constantFrom('\n', '\n\n', '> ', '- ', '|', '|-|\n', '**', '`', ' ', '[', '](', ')'),
      fc.string(),
    ),
    { maxLength: 25 },
  )

  it('makes no element but ours, no handler, and no address but of the web', () => {
    fc.assert(
      fc.property(markdown, (parts) => {
        const tags = show(parts.join('')).match(/<[^>]*>/g) ?? []
        for (const tag of tags) {
          expect(tag).toMatch(ours)
          expect(tag.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/\son\w+=/i)
          const href = /\shref="([^"]*)"/.exec(tag)?.[1]
          if (href !== undefined) expect(href).toMatch(/^(https?:\/\/|mailto:)/)
          expect(tag).not.toMatch(/\ssrc=/)
        }
      }),
      { numRuns: 1_000 },
    )
  })
  it('shows HTML as the words that were written', () => {
    const text = evil.slice(0, 7).join('\n\n')
    const shown = show(text).replaceAll(/<[^>]*>/g, '\n')
    for (const line of evil.slice(0, 7)) {
      expect(shown).toContain(
        line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
      )
    }
  })
})
