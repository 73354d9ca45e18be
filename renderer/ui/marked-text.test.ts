import { expect, it } from 'vitest'
import { shortenFirst, splitAtWords } from './marked-text'

it.each([
  ['Order 48213 left; ORDER 48214 did not', ['order'], ['', 'Order', ' 48213 left; ', 'ORDER', ' 48214 did not']],
  ['a.b a-b (a|b)', ['a.b', '(a|b)'], ['', 'a.b', ' a-b ', '(a|b)', '']],
  ['reorder', ['order', 'reorder'], ['', 'reorder', '']],
  ['Größe', ['GRÖ'], ['', 'Grö', 'ße']],
  ['nothing', ['x'], ['nothing']],
  ['nothing', [''], ['nothing']],
])('%j at %j', (text, words, pieces) => expect(splitAtWords(text, words)).toEqual(pieces))

it.each([
  [['one two three four ', 'hit', ' on'], 8, ['…four ', 'hit', ' on']],
  [['onetwothreefour', 'hit', ''], 8, ['…hreefour', 'hit', '']],
  [['short ', 'hit', ''], 8, ['short ', 'hit', '']],
  [['nothing is marked here'], 8, ['nothing is marked here']],
])('%j keeps at most %i characters before its first mark, from a word on', (pieces, lead, kept) =>
  expect(shortenFirst(pieces, lead)).toEqual(kept),
)
