import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readUrl } from './url'

describe('where a link may lead', () => {
  it.each([
    ['https://a.example/x?y#z', 'https://a.example/x?y#z'],
    ['HTTP://A.example', 'http://a.example/'],
    ['mailto:a@b.example', 'mailto:a@b.example'],
    ['a@b.example', 'mailto:a@b.example'],
    ['www.a.example', 'https://www.a.example/'],
    ['https://аррle.example', 'https://xn--le-6kc8da.example/'],
  ])('%s leads to %s', (written, href) => expect(readUrl(written)).toBe(href))

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'gatescope://app/',
    'blob:https://a.example/1',
    'ftp://a.example',
    '//a.example',
    '/path',
    '#fragment',
    './README.md',
    'https://',
    'https:a.example',
    '',
  ])('%j leads nowhere', (written) => expect(readUrl(written)).toBeNull())

  it('is the web or a mail program, whatever is written', () => {
    const schemes = fc.constantFrom('javascript:', 'https://', 'mailto:', 'data:', 'http://', '\t', '\n', '@', 'www.')
    fc.assert(
      fc.property(fc.array(fc.oneof(schemes, fc.string({ unit: 'binary' }))), (parts) => {
        const href = readUrl(parts.join(''))
        if (href !== null) expect(['http:', 'https:', 'mailto:']).toContain(new URL(href).protocol)
      }),
    )
  })
})
