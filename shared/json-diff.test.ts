import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPatch, pointerTo, type Patch } from '#shared/diagnostics/patch'
import { diffJson, sayPath } from '#shared/json-diff'

describe('the difference of two documents', () => {
  it('names what went, what came and what changed, by its path', () => {
    const before = { model: 'a', provider: { ignore: ['x'] }, tools: [{ type: 'f' }, { type: 'g' }] }
    const after = { model: 'b', stream: true, tools: [{ type: 'f' }] }
    expect(diffJson(before, after).map(({ kind, path }) => `${kind} ${sayPath(path)}`)).toEqual([
      'changed model',
      'removed provider',
      'removed tools.1',
      'added stream',
    ])
  })
  it('sees no difference in order', () => {
    expect(diffJson({ a: 1, b: { c: 2 } }, { b: { c: 2 }, a: 1 })).toEqual([])
  })
  it('tells a list from an object and null from nothing', () => {
    expect(diffJson({ a: [] }, { a: {} })).toMatchObject([{ kind: 'changed' }])
    expect(diffJson({ a: null }, {})).toMatchObject([{ kind: 'removed', before: null }])
  })
  it('holds everything that is needed to make the one of the other', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()), (a, b) => {
        const before = JSON.parse(JSON.stringify(a)) as unknown
        const after = JSON.parse(JSON.stringify(b)) as unknown
        // From the back, so that no removal from a list moves another.
        const removals = diffJson(before, after).filter(({ kind }) => kind === 'removed')
        const others = diffJson(before, after).filter(({ kind }) => kind !== 'removed')
        const patch: Patch = [
          ...removals.reverse().map(({ path }) => ({ op: 'remove' as const, path: pointerTo(path) })),
          ...others.map(({ kind, path, after: value }) => ({
            op: kind === 'added' ? ('add' as const) : ('replace' as const),
            path: pointerTo(path),
            value,
          })),
        ]
        const patched = applyPatch(before, patch)
        expect(patched.ok && diffJson(patched.document, after)).toEqual([])
      }),
    )
  })
})
