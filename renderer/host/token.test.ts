import { expect, test } from 'vitest'
import { encodeToken, readFragment } from './token'

test('the token is read from the fragment', () => {
  expect(readFragment('#token=gs_abc')).toBe('gs_abc')
  expect(readFragment('#other=1')).toBeNull()
  expect(readFragment('')).toBeNull()
})

test('an encoded token is a legal part of a subprotocol name', () => {
  for (const token of ['', 'gs_7Qe4', 'ключ?>~', '\u00ff\u00fe\u00fd']) {
    expect(encodeToken(token)).toMatch(/^[A-Za-z0-9_-]*$/)
  }
  expect(Buffer.from(encodeToken('ключ?>~'), 'base64url').toString('utf8')).toBe('ключ?>~')
})
