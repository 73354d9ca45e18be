import { describe, expect, it } from 'vitest'
import { findIn, searchTerms } from './match'
import type { SearchText } from './session-text'

const text = (fields: Partial<SearchText>): SearchText => ({
  name: '',
  tags: '',
  note: '',
  request: '',
  answer: '',
  error: '',
  model: '',
  ...fields,
})

describe('search text is words and phrases', () => {
  it.each<readonly [string, readonly string[]]>([
    ['', []],
    ['  \n', []],
    ['Rotterdam', ['rotterdam']],
    ['where  is it', ['where', 'is', 'it']],
    ['"Rate limit" openai', ['rate limit', 'openai']],
    ['"never closed', ['never closed']],
    ['a"b c"d', ['a', 'b c', 'd']],
    ['"" twice twice', ['twice']],
    ['50% _x_ \\', ['50%', '_x_', '\\']],
  ])('%j', (typed, terms) => expect(searchTerms(typed)).toEqual(terms))
})

describe('a session is found', () => {
  it('when every term is somewhere in it, in any case and as part of a word', () => {
    const session = text({ answer: 'The parcel is in Rotterdam.', model: 'gpt-5' })
    expect(findIn(session, ['rotter', 'GPT'.toLowerCase()])).toEqual({
      where: 'answer',
      excerpt: 'The parcel is in Rotterdam.',
    })
    expect(findIn(session, ['rotterdam', 'antwerp'])).toBeNull()
  })
  it('where most terms are, and of two such fields in the one the reader wrote', () => {
    expect(findIn(text({ request: 'late', answer: 'late parcel' }), ['late', 'parcel'])?.where).toBe('answer')
    expect(findIn(text({ note: 'late', answer: 'late' }), ['late'])?.where).toBe('note')
  })
  it('and shows the words around, on one line', () => {
    const long = `${'before '.repeat(50)}the\n zeppelin${' after'.repeat(50)}`
    const excerpt = findIn(text({ answer: long }), ['zeppelin'])?.excerpt ?? ''
    expect(excerpt).toMatch(/^…before (before )*the zeppelin( after)+( a[fter]*)?…$/)
    expect(excerpt.length).toBeLessThan(170)
  })
})
