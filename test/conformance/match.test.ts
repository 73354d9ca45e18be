import { describe, expect, it } from 'vitest'
import { repeatTexts } from './case'
import { match, valueAtPath } from './match'

describe('a match', () => {
  it.each<readonly [string, unknown, unknown]>([
    ['an object with more in it', { a: 1 }, { a: 1, b: 2 }],
    ['objects in their order, others between', [{ a: 1 }, { a: 2 }], [{ a: 1 }, {}, { a: 2 }]],
    ['the same plain list', [1, null], [1, null]],
    ['$re', { $re: '^G-' }, 'G-1'],
    ['$re on a number', { $re: '^40\\d$' }, 404],
    ['$contains in a text', { $contains: 'b' }, 'abc'],
    ['$contains in a list', { $contains: { a: 1 } }, [{ a: 1 }]],
    ['$contains in an object’s text', { $contains: 'x' }, { a: 'x' }],
    ['$any', { $any: true }, null],
    ['$any of nothing', { $any: false }, undefined],
    ['$len', { $len: 2 }, [1, 2]],
    ['$eq', { $eq: { a: [1] } }, { a: [1] }],
    ['$type', { $type: 'array' }, []],
    ['$gte', { $gte: 2 }, 2],
    ['$not', { $not: { $re: 'b' } }, 'a'],
    ['$oneOf', { $oneOf: [1, 2] }, 2],
    ['$has in any order', { $has: [{ a: 2 }, { a: 1 }] }, [{ a: 1 }, { a: 2 }]],
    ['$all', { $all: [{ $contains: 'a' }, { $contains: 'b' }] }, 'ab'],
    ['$items beside another rule', { $len: 1, $items: [{ a: 1 }] }, [{ a: 1, b: 1 }]],
  ])('%s', (_what, expected, got) => expect(match(expected, got)).toBeNull())
})

describe('no match', () => {
  it.each<readonly [string, unknown, unknown, string]>([
    ['a missing field, by its path', { a: { b: 1 } }, { a: {} }, 'a.b'],
    ['null for a missing field', { a: null }, {}, 'a'],
    ['objects in another order', [{ a: 1 }, { a: 2 }], [{ a: 2 }, { a: 1 }], '[2…]'],
    ['a longer plain list', ['a'], ['a', 'b'], ''],
    ['an empty list for some', [], [1], ''],
    ['a rule inside', { a: { $gte: 3 } }, { a: 2 }, 'a'],
    ['$any', { a: { $any: true } }, {}, 'a'],
    ['$re of nothing', { $re: 'undefined' }, undefined, ''],
    ['$has the same twice', { $has: [{ a: 1 }, { a: 1 }] }, [{ a: 1 }], ''],
    ['$eq with more', { $eq: { a: 1 } }, { a: 1, b: 2 }, ''],
    ['$not', { $not: 'a' }, 'a', ''],
    ['the second of $all', { $all: [{ $contains: 'a' }, { $contains: 'c' }] }, 'ab', ''],
  ])('%s', (_what, expected, got, path) => expect(match(expected, got)?.path).toBe(path))
  it('an unknown rule is a mistake of the case', () => expect(() => match({ $most: 1 }, 1)).toThrow('$most'))
})

describe('the small words of a case', () => {
  it('$repeat is a long text', () =>
    expect(repeatTexts({ a: [{ $repeat: 'xy', times: 3 }] })).toEqual({ a: ['xyxyxy'] }))
  it('paths go through lists and stop at nothing', () => {
    expect(valueAtPath({ a: [{ b: 1 }] }, 'a.0.b')).toBe(1)
    expect(valueAtPath({ a: null }, 'a.b.c')).toBeUndefined()
  })
})
