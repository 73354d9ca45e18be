import { expect, test } from 'vitest'
import {
  formatBytes,
  formatClock,
  formatCost,
  formatCount,
  formatDuration,
  formatGap,
  formatHop,
  formatShare,
  formatSpan,
  maskToken,
  plural,
  prettyJson,
  shortModel,
} from './format'

test('a hop keeps to the width of its column', () => {
  expect([0, 0.214, 9.994, 9.996, 54.28, 612.3].map(formatHop)).toEqual([
    '+0.00',
    '+0.21',
    '+9.99',
    '+10.0',
    '+54.3',
    '+612',
  ])
})

test.each([
  [null, '–', ''],
  [0, '0', 'ms'],
  [912.4, '912', 'ms'],
  [999.6, '1.00', 's'],
  [3684, '3.68', 's'],
  [99_990, '99.99', 's'],
  [125_000, '2:05', 'min'],
])('%s milliseconds are written %s %s', (ms, value, unit) => {
  expect(formatDuration(ms)).toEqual({ value, unit })
})

test.each([
  ['0.000000000', '$0'],
  ['0.00014', '$0.00014'],
  ['0.000001234', '$0.0000012'],
  ['1.234', '$1.23'],
  ['?', '?'],
])('a cost of %s is %s', (usd, text) => expect(formatCost(usd)).toBe(text))

test.each([
  [0.0354, '35 µs'],
  [12.34, '12.3 ms'],
])('a span of %d ms is %s', (ms, text) => expect(formatSpan(ms)).toBe(text))

test('an unknown count is a dash, zero is zero', () => {
  expect(formatCount(null)).toBe('–')
  expect(formatCount(0)).toBe('0')
  expect(formatCount(48_120)).toBe('48,120')
})

test('waits keep one decimal until they are seconds', () => {
  expect([0.01, 0.24, 24, 612.3, 1234].map(formatGap)).toEqual(['0', '0.2', '24.0', '612.3', '1.23 s'])
})

test('clock, bytes, nouns, models', () => {
  expect(formatClock(new Date(2026, 0, 2, 4, 5, 6).getTime())).toBe('04:05:06')
  expect([999, 3400, 2_500_000].map(formatBytes)).toEqual(['999 B', '3.4 kB', '2.5 MB'])
  expect([plural(1, 'frame'), plural(1200, 'frame'), plural(2, 'reply', 'replies')]).toEqual([
    '1 frame',
    '1,200 frames',
    '2 replies',
  ])
  expect(shortModel('openai/gpt-5-nano')).toBe('gpt-5-nano')
  expect(shortModel('local')).toBe('local')
})

test('a masked token shows its ends, a short one nothing', () => {
  expect(maskToken('gs_7Qe4mXbT0rLw2kYc1Fd')).toBe('gs_7Qe4…c1Fd')
  expect(maskToken('secret')).toBe('••••')
})

test('text that is not JSON is told so', () => {
  expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}')
  expect(prettyJson('{')).toBeNull()
})

test.each([
  [1_234_000_000, 2_000_000_000, '1.2 of 2 GB'],
  [340_000_000, 2_000_000_000, '0.3 of 2 GB'],
  [2_100_000, 2_000_000_000, '2.1 MB of 2 GB'],
  [0, 1_500_000_000, '0 B of 1.5 GB'],
  [12_300, null, '12.3 kB'],
])('%i bytes of %s are written %s', (n, limit, text) => expect(formatShare(n, limit)).toBe(text))
