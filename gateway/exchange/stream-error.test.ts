import { describe, expect, it } from 'vitest'
import { errorEvent, readStreamError } from './stream-error'

const unknown = {
  type: 'server_error',
  code: 'upstream_error',
  message: 'The provider ended the stream with an error.',
  param: null,
}

describe('an error inside a stream is read', () => {
  it.each<readonly [name: string, event: unknown, error: object]>([
    ['from fields', { type: 'error', code: 'c', message: 'm', param: 'p' }, { code: 'c', message: 'm', param: 'p' }],
    ['from an object', { error: { type: 't', code: 'c', message: 'm' } }, { type: 't', code: 'c', message: 'm' }],
    ['from a text', { error: 'm' }, { message: 'm' }],
    ['without its code', { type: 'error', code: null, message: 'm' }, { message: 'm' }],
    ['from nothing', {}, {}],
    ['from a list', [1], {}],
  ])('%s', (_name, event, error) => expect(readStreamError(JSON.stringify(event))).toEqual({ ...unknown, ...error }))
  it('from what is no JSON', () => expect(readStreamError('<html>')).toEqual(unknown))
  it('and told in both shapes', () => {
    const { type: _, ...flat } = unknown
    expect(errorEvent(unknown, 7)).toEqual({ type: 'error', sequence_number: 7, ...flat, error: unknown })
  })
})
