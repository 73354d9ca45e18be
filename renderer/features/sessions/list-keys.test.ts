import { describe, expect, it } from 'vitest'
import { readKey, type ListAction } from './list-keys'

const press = (text: string, place: Partial<Parameters<typeof readKey>[1]> = {}): ListAction | null => {
  const parts = text.split('+')
  const key = parts.at(-1) ?? ''
  const keyed = { key: key === 'Space' ? ' ' : key, shift: parts.includes('Shift'), command: parts.includes('Control') }
  return readKey(keyed, { at: 5, count: 20, group: null, ...place })
}

describe('a key in the list', () => {
  it.each([
    ['ArrowDown', 6],
    ['k', 4],
    ['Home', 0],
    ['End', 19],
    ['PageUp', 0],
    ['PageDown', 13],
  ])('%s goes to row %i', (key, to) => expect(press(key)).toEqual({ kind: 'move', to, extend: false, keep: false }))

  it('with Shift takes the rows between, with Control leaves what is picked', () => {
    expect(press('Shift+ArrowDown')).toEqual({ kind: 'move', to: 6, extend: true, keep: false })
    expect(press('Control+ArrowUp')).toEqual({ kind: 'move', to: 4, extend: false, keep: true })
  })
  it.each([
    ['Control+a', 'all'],
    ['Control+Space', 'pick'],
    ['Space', 'pick'],
    ['Delete', 'delete'],
    ['p', 'pin'],
    ['n', 'name'],
    ['t', 'tags'],
    ['u', 'parent'],
    ['Escape', 'clear'],
  ])('%s means %s', (key, kind) => expect(press(key)).toEqual({ kind }))

  it.each(['Control+p', 'Control+j', 'Shift+Delete', 'Control+Delete', 'x', 'ArrowRight'])('%s is left alone', (key) =>
    expect(press(key)).toBeNull(),
  )
  it('on a group opens and closes it', () => {
    expect(press('Enter', { group: 'closed' })).toEqual({ kind: 'unfold' })
    expect(press('Space', { group: 'open' })).toEqual({ kind: 'fold' })
    expect(press('ArrowRight', { group: 'closed' })).toEqual({ kind: 'unfold' })
    expect(press('ArrowRight', { group: 'open' })).toBeNull()
  })
  it('goes nowhere in an empty list', () => {
    expect(press('ArrowDown', { at: -1, count: 0 })).toBeNull()
    expect(press('ArrowDown', { at: -1, count: 3 })).toMatchObject({ to: 0 })
    expect(press('ArrowUp', { at: -1, count: 3 })).toMatchObject({ to: 0 })
  })
})
