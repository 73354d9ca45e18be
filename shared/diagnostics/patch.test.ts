import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPatch, removeAt, setAt, type Patch } from './patch'

const apply = (document: unknown, patch: Patch): unknown => {
  const patched = applyPatch(document, patch)
  return patched.ok ? patched.document : patched.step
}

describe('a field is set whether or not what holds it is there', () => {
  it.each<readonly [unknown, unknown]>([
    [{}, { a: { b: { c: 1 } } }],
    [{ a: {} }, { a: { b: { c: 1 } } }],
    [{ a: { b: { c: 0, d: 2 } } }, { a: { b: { c: 1, d: 2 } } }],
    [{ a: { b: null } }, { a: { b: { c: 1 } } }],
    [{ a: 7 }, { a: { b: { c: 1 } } }],
  ])('%j', (document, wanted) => expect(apply(document, setAt(document, ['a', 'b', 'c'], 1))).toEqual(wanted))
  it('in a list, by its index', () => {
    const document = { list: [{ x: 1 }, { x: 2 }] }
    expect(apply(document, setAt(document, ['list', 1, 'x'], 3))).toEqual({ list: [{ x: 1 }, { x: 3 }] })
  })
  it('names with slashes and tildes are escaped', () => {
    expect(setAt({}, ['a/b~c'], 1)).toEqual([{ op: 'add', path: '/a~1b~0c', value: 1 }])
    expect(apply({}, setAt({}, ['a/b~c'], 1))).toEqual({ 'a/b~c': 1 })
  })
})

describe('a patch is applied whole or not at all', () => {
  const document = { a: [1, 2], b: { c: 3 } }
  it('adds to a list, replaces, removes and tests', () => {
    const patch: Patch = [
      { op: 'test', path: '/b', value: { c: 3 } },
      { op: 'add', path: '/a/-', value: 9 },
      { op: 'add', path: '/a/0', value: 0 },
      { op: 'replace', path: '/b/c', value: 4 },
      { op: 'remove', path: '/a/1' },
    ]
    expect(apply(document, patch)).toEqual({ a: [0, 2, 9], b: { c: 4 } })
    expect(document).toEqual({ a: [1, 2], b: { c: 3 } })
  })
  it.each<Patch>([
    [{ op: 'test', path: '/b/c', value: '3' }],
    [{ op: 'replace', path: '/x', value: 1 }],
    [{ op: 'remove', path: '/b/x' }],
    [{ op: 'add', path: '/x/y', value: 1 }],
    [{ op: 'add', path: '/a/7', value: 1 }],
    [{ op: 'remove', path: '' }],
    [{ op: 'add', path: '/b/c/d', value: 1 }],
  ])('%j does not fit', (step) => expect(apply(document, [{ op: 'add', path: '/n', value: 1 }, step])).toEqual(step))
})

describe('what is built fits what it was built for', () => {
  const path = fc.array(fc.oneof(fc.string(), fc.constantFrom('a', 'b', '0')), { minLength: 1, maxLength: 4 })
  it('set, then removed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), path, (value, at) => {
        const document = { a: value, b: [value] }
        const set = applyPatch(document, setAt(document, at, 'new'))
        if (!set.ok) throw new Error(JSON.stringify(set.step))
        const gone = applyPatch(set.document, removeAt(set.document, at))
        expect(gone.ok).toBe(true)
      }),
    )
  })
})
