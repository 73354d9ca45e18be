import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

type Theme = Readonly<Record<string, string>>

const root = fileURLToPath(new URL('..', import.meta.url))
const tokens = readFileSync(`${root}styles/tokens.css`, 'utf8')
const texts = ['ink', 'ink-2', 'ink-3', 'accent', 'ok', 'warn', 'bad', 'info'] as const
const kinds = ['k-life', 'k-text', 'k-reason', 'k-tool', 'k-gate', 'k-err'] as const
const grounds = ['bg', 'surface', 'raised', 'hover', 'sunk', 'select'] as const
const themes = { light: readTheme("[data-theme='light']"), dark: readTheme("\n[data-theme='dark']") }

function readTheme(selector: string): Theme {
  const start = tokens.indexOf(selector)
  const block = tokens.slice(start, tokens.indexOf('}', start))
  return Object.fromEntries([...block.matchAll(/--([a-z0-9-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]))
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(theme: Theme, text: string, ground: string): number {
  const [low = 0, high = 0] = [theme[text], theme[ground]].map((c) => luminance(c ?? '#000000')).sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

describe.each(Object.entries(themes))('every word is readable in the %s theme', (_name, theme) => {
  test.each([...texts, ...kinds])('--%s has at least 4.5 on all six backgrounds', (text) => {
    for (const ground of grounds) expect(contrast(theme, text, ground), ground).toBeGreaterThanOrEqual(4.5)
  })

  test.each(['ok', 'warn', 'bad', 'info'])('--%s is readable on its own tint', (status) => {
    expect(contrast(theme, status, `${status}-bg`)).toBeGreaterThanOrEqual(4.5)
  })

  test('borders of controls, the focus ring and the primary button can be told apart', () => {
    for (const ground of ['surface', 'sunk']) {
      expect(contrast(theme, 'ctl', ground)).toBeGreaterThanOrEqual(3)
      expect(contrast(theme, 'accent-line', ground)).toBeGreaterThanOrEqual(3)
    }
    expect(contrast(theme, 'on-ink', 'ink')).toBeGreaterThanOrEqual(4.5)
  })
})

describe('a colour has one home', () => {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.(css|tsx?|html)$/.test(name) && !/tokens\.|\.test\.ts$/.test(name),
  )

  test('the walk saw the window', () => expect(names.length).toBeGreaterThan(30))

  test.each(names)('%s holds no colour of its own', (name) => {
    const text = readFileSync(root + name, 'utf8')
    expect(text.match(/#(?:[0-9a-f]{6}|[0-9a-f]{3})\b(?=[;,'" )])|\b(?:rgb|hsl)a?\(/gi) ?? []).toEqual([])
  })
})
