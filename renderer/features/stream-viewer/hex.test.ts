import { expect, test } from 'vitest'
import { hexLines } from './hex'

test('bytes are shown as hex and as text, what cannot be printed as a dot', () => {
  expect(hexLines(new TextEncoder().encode('data: é\n\n'), 0, 99)).toEqual([
    { offset: '000000', bytes: '64 61 74 61 3a 20 c3 a9', text: 'data: ··' },
    { offset: '000008', bytes: '0a 0a', text: '··' },
  ])
  expect(hexLines(new Uint8Array(100), 8, 20).map((line) => line.offset)).toEqual(['000008', '000010'])
  expect(hexLines(new Uint8Array(), 0, 99)).toEqual([])
})
