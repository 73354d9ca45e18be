import { describe, expect, it } from 'vitest'
import { changeLabel, isBlank, noLabel } from './label'

describe('a label changes by what is said, and nothing else', () => {
  it('each part for itself', () => {
    const named = changeLabel(noLabel, { name: ' Slow start ' })
    const noted = changeLabel(named, { note: 'Ask the provider.\n', pinned: true })
    expect(noted).toEqual({ name: 'Slow start', tags: [], note: 'Ask the provider.\n', pinned: true })
    expect(changeLabel(noted, {})).toEqual(noted)
    expect(changeLabel(noted, { pinned: false })).toEqual({ ...noted, pinned: false })
  })
  it.each([null, '', '  \n'])('%j takes a name and a note away', (nothing) => {
    const label = changeLabel(noLabel, { name: 'a', note: 'b' })
    expect(isBlank(changeLabel(label, { name: nothing, note: nothing }))).toBe(true)
  })
  it('tags come and go, each once, whatever its case', () => {
    const first = changeLabel(noLabel, { tags: { add: ['Bug', ' rate  limit ', 'bug'] } })
    expect(first.tags).toEqual(['Bug', 'rate limit'])
    expect(changeLabel(first, { tags: { add: ['new'], remove: ['BUG', 'unknown'] } }).tags).toEqual([
      'rate limit',
      'new',
    ])
  })
  it('a tag that is taken and given at once is there', () => {
    const label = changeLabel(noLabel, { tags: { add: ['a'] } })
    expect(changeLabel(label, { tags: { add: ['A'], remove: ['a'] } }).tags).toEqual(['A'])
  })
})
