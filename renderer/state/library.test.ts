import { describe, expect, it } from 'vitest'
import { bound, most, readLibrary, remember, removeKept, replaceKept, star, undoRemove, type Kept } from './library'

const kept = (id: string, body = '{}'): Kept => ({ id, name: id, transport: 'sse', body, at: 1 })
const empty = readLibrary(null)

describe('the kept requests', () => {
  it('are bounded in number and size', () => {
    expect(
      bound(
        Array.from({ length: 200 }, (_, i) => kept(`${i}`)),
        'history',
      ),
    ).toHaveLength(most.history)
    const big = 'x'.repeat(600_000)
    expect(bound([kept('a', big), kept('b', big), kept('c')], 'history').map(({ id }) => id)).toEqual(['a'])
  })
  it('remember each request sent, and the same one only once in a row', () => {
    const sent = [kept('a', '1'), kept('b', '1'), kept('c', '2')].reduce(remember, empty)
    expect(sent.history.map(({ id }) => id)).toEqual(['c', 'b'])
  })
  it('go on without a request that has no room, however large', () => {
    const library = remember(remember(empty, kept('a')), kept('b', 'x'.repeat(700_001)))
    expect(library.history.map(({ id }) => id)).toEqual(['a'])
  })
  it('grow no starred one at the cost of another', () => {
    const library = [kept('a'), kept('b')].reduce(star, empty)
    expect(replaceKept(library, kept('b', 'x'.repeat(1_500_000)))).toBe(library)
    expect(replaceKept(library, kept('b', 'x')).starred.map(({ body }) => body)).toEqual(['x', '{}'])
  })
  it('come back to their place when a deletion is undone', () => {
    const library = [kept('a'), kept('b'), kept('c')].reduce(star, empty)
    const removed = removeKept(library, 'starred', 'b')
    expect(removed.starred.map(({ id }) => id)).toEqual(['c', 'a'])
    expect(undoRemove(removed)).toEqual(library)
    expect(undoRemove(library)).toEqual(library)
  })
  it.each(['', 'null', '[]', '{"starred":1,"history":[null,{"id":3},[]]}'])('%j is read as none', (text) =>
    expect(readLibrary(text)).toEqual(empty),
  )
  it('are read back', () => {
    const library = star(remember(empty, kept('a')), kept('b'))
    expect(readLibrary(JSON.stringify(library))).toEqual(library)
  })
})
