import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeError } from './error'

type Row = readonly [
  name: string,
  status: number,
  json: unknown,
  words: readonly [code: string | null, message: string | null, description: string | null, param: string | null],
]

const rows: readonly Row[] = [
  ['code, message and param', 400, { error: { code: 'c', message: 'm', param: 'p', type: 't' } }, ['c', 'm', 'p', 'p']],
  [
    'a description wins over the param',
    400,
    { error: { code: 'c', description: 'd', param: 'p' } },
    ['c', null, 'd', 'p'],
  ],
  ['no code: the type', 429, { error: { type: 'rate', message: 'm', code: null } }, ['rate', 'm', null, null]],
  ['no code: the status before the type', 429, { error: { type: 't', status: 's' } }, ['s', null, null, null]],
  [
    'a number equal to the status yields to the textual status',
    403,
    { error: { code: 403, status: 'PERMISSION_DENIED', message: 'm' } },
    ['PERMISSION_DENIED', 'm', null, null],
  ],
  [
    'an error in a list',
    403,
    [{ error: { code: 403, status: 'PERMISSION_DENIED', message: 'm' } }],
    ['PERMISSION_DENIED', 'm', null, null],
  ],
  ['only the number', 400, { error: { code: 400, message: 'm' } }, ['400', 'm', null, null]],
  ['another number', 400, { error: { code: 1301 } }, ['1301', null, null, null]],
  [
    'a typed error',
    529,
    { type: 'error', error: { type: 'overloaded_error', message: 'm' } },
    ['overloaded_error', 'm', null, null],
  ],
  [
    'what was a header',
    400,
    { 'X-Amzn-ErrorType': 'ValidationException:http://x', message: 'm' },
    ['ValidationException', 'm', null, null],
  ],
  [
    'a namespace',
    400,
    { __type: 'com.aws#ThrottlingException:http://x', Message: 'm' },
    ['ThrottlingException', 'm', null, null],
  ],
  [
    'a key that is an exception',
    400,
    { throttlingException: { message: 'm' } },
    ['throttlingException', 'm', null, null],
  ],
  ['an exception and its words', 400, { AccessDeniedException: 'no' }, ['AccessDeniedException', 'no', null, null]],
  ['the top-level status', 404, { status: 'NOT_FOUND', code: 'c', message: 'm' }, ['NOT_FOUND', 'm', null, null]],
  ['an error word', 404, { error: 'not_found' }, ['not_found', 'not_found', null, null]],
  ['the error word before the code', 404, { error: 'e', code: 'c' }, ['e', 'e', null, null]],
  [
    'an error sentence is a message, no code',
    404,
    { error: 'model "x" not found, try pulling it' },
    [null, 'model "x" not found, try pulling it', null, null],
  ],
  ['an error code under its own name', 404, { error_code: 'E7', message: 'm' }, ['E7', 'm', null, null]],
  [
    'a flat error with a number',
    400,
    { object: 'error', message: 'm', type: 'BadRequestError', param: null, code: 400 },
    ['BadRequestError', 'm', null, null],
  ],
  ['flat', 400, { code: 'c', message: 'm', description: 'd', param: 'p' }, ['c', 'm', 'd', 'p']],
  ['a detail', 422, { detail: 'm' }, [null, 'm', null, null]],
  ['a JSON text', 500, 'broken', [null, 'broken', null, null]],
  ['of the wrong kinds', 400, { error: { code: {}, message: 5, param: [] } }, [null, null, null, null]],
  ['a code that is no word', 400, { code: ':x', message: 'm' }, [null, 'm', null, null]],
  ['a code with room around it', 400, { error: { code: ' c ' } }, ['c', null, null, null]],
  ['the bare word error is no code', 400, { error: 'error', code: 'c' }, ['c', 'error', null, null]],
  ['nothing', 500, {}, [null, null, null, null]],
]

describe('the words of a provider that refused', () => {
  it.each(rows)('%s', (_, status, json, [code, message, description, param]) => {
    expect(decodeError(status, JSON.stringify(json))).toEqual({ code, message, description, param })
  })
  it.each<readonly [string, string | null]>([
    ['<html>\n<h1>502 Bad Gateway</h1></html>\n', '<html>\n<h1>502 Bad Gateway</h1></html>'],
    ['upstream connect error', 'upstream connect error'],
    ['x'.repeat(500), 'x'.repeat(240)],
    ['{"error":', '{"error":'],
    ['  ', null],
    ['', null],
  ])('no JSON: the text itself, %j', (text, message) => {
    expect(decodeError(502, text)).toEqual({ code: null, message, description: null, param: null })
  })
  it('long values are cut', () => {
    const error = { code: 'x'.repeat(99), param: 'y'.repeat(300) }
    const { code, param } = decodeError(400, JSON.stringify({ error }))
    expect([code?.length, param?.length]).toEqual([80, 240])
  })
  it('whatever comes, each word is text or null', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((error) => JSON.stringify({ error })),
    )
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 599 }), anything, (status, text) => {
        const said = Object.values(decodeError(status, text))
        expect(said).toHaveLength(4)
        expect(said.every((word) => word === null || (typeof word === 'string' && word !== ''))).toBe(true)
      }),
    )
  })
})
