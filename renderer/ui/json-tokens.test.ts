import { expect, test } from 'vitest'
import { tokenizeJsonLine } from './json-tokens'

const kinds = (line: string) => tokenizeJsonLine(line).map((token) => `${token.kind} ${token.text}`)

test('keys, strings, numbers and literals are told apart', () => {
  expect(kinds('  "a": "x", "b": -1.5e3, "c": true')).toEqual([
    'mark   ',
    'key "a"',
    'mark :',
    'mark  ',
    'string "x"',
    'mark , ',
    'key "b"',
    'mark :',
    'mark  ',
    'literal -1.5e3',
    'mark , ',
    'key "c"',
    'mark :',
    'mark  ',
    'literal true',
  ])
})

test('a colon or quote inside a string does not end it', () => {
  expect(kinds('"a \\" : b"')).toEqual(['string "a \\" : b"'])
})

test('no character is lost, whatever the line', () => {
  for (const line of ['', '{"broken": "no end', 'event: response.created', 'true-ish "x" 12a']) {
    expect(
      tokenizeJsonLine(line)
        .map((token) => token.text)
        .join(''),
    ).toBe(line)
  }
})
