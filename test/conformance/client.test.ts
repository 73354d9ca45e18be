import { describe, expect, it } from 'vitest'
import { EventReader } from './client'

const read = (...pieces: string[]) => {
  const reader = new EventReader()
  for (const piece of pieces) reader.push(piece)
  return reader.events.map(({ event, data }) => [event, data])
}

describe('the reader of event streams', () => {
  it.each<readonly [string, string[]]>([
    ['whole', ['event: a\ndata: {"n":1}\n\n']],
    ['cut anywhere', 'event: a\ndata: {"n":1}\n\n'.split('')],
    ['with carriage returns, cut between the two', ['event: a\r', '\ndata: {"n":1}\r', '\n\r', '\n']],
    ['with comments, ids and many lines of data', [': hi\nid: 1\nevent: a\ndata: {"n":\ndata: 1}\n\n: end\n\n']],
  ])('%s', (_how, pieces) => expect(read(...pieces)).toEqual([['a', { n: 1 }]]))
  it('names an event by its type where it has no name, and keeps what is not JSON', () =>
    expect(read('data: {"type":"t"}\n\ndata: [DONE]\n\n')).toEqual([
      ['t', { type: 't' }],
      ['[DONE]', '[DONE]'],
    ]))
  it('half an event is none', () => expect(read('event: a\ndata: {"n":1}\n')).toEqual([]))
})
