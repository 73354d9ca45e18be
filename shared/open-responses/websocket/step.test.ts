import { describe, expect, it } from 'vitest'
import { readFacts } from '#shared/open-responses/websocket/step'

describe('the facts of an event', () => {
  it.each([
    ['error', '{', null, null],
    ['error', '{"error":{"code":"a"}}', null, 'a'],
    ['error', '{"code":"b"}', null, 'b'],
    ['error', '{"error":{"code":7}}', null, null],
    ['response.created', '{"response":{"id":"r"}}', 'r', null],
    ['response.created', '{"response":null,"error":{"code":"a"}}', null, null],
  ])('%s %s', (type, text, responseId, code) => expect(readFacts(type, text)).toEqual({ responseId, code }))
})
