import { describe, expect, it } from 'vitest'
import { noLabel } from '#shared/session/label'
import { addTags, changeOf, knownTags, problemOf, readForm, removeTag } from './labelling'

const desk = { ...noLabel, name: 'Order desk', tags: ['slow', 'regression'] }
const other = { ...noLabel, tags: ['slow'], note: 'ask Ada' }

describe('the form of one session', () => {
  const form = readForm([desk])
  it('says nothing while nothing is changed', () => {
    expect(changeOf(form, { ...form, name: ' Order desk ' }, 1)).toBeNull()
  })
  it('says what was changed, and an empty field as taken away', () => {
    const after = removeTag(addTags({ ...form, name: '', note: ' why? ' }, 'new,  two   words,NEW,', 1), 'slow')
    expect(changeOf(form, after, 1)).toEqual({
      name: null,
      note: 'why?',
      tags: { add: ['new', 'two words'], remove: ['slow'] },
    })
  })
})

describe('the form of several', () => {
  const form = readForm([desk, other])
  it('shows what all have in common, and how many have a tag', () => {
    expect(form).toEqual({
      name: null,
      note: null,
      tags: [
        { tag: 'slow', count: 2 },
        { tag: 'regression', count: 1 },
      ],
    })
  })
  it('leaves what differs as it is', () => {
    expect(changeOf(form, form, 2)).toBeNull()
  })
  it('gives a tag that some have to all, or takes it from all', () => {
    expect(changeOf(form, addTags(form, 'Regression, slow', 2), 2)).toEqual({
      tags: { add: ['regression'], remove: [] },
    })
    expect(changeOf(form, removeTag(form, 'regression'), 2)).toEqual({ tags: { add: [], remove: ['regression'] } })
  })
  it('writes a name only when one is typed', () => {
    expect(changeOf(form, { ...form, name: 'Both' }, 2)).toEqual({ name: 'Both' })
  })
})

it('says what would not be kept before it is sent', () => {
  const form = readForm([noLabel])
  expect(problemOf(addTags(form, 'x'.repeat(40), 1))).toBeNull()
  expect(problemOf(addTags(form, 'x'.repeat(41), 1))).toMatch(/at most 40 characters.* has 41/)
  expect(problemOf(addTags(form, Array.from({ length: 21 }, (_, i) => `t${i}`).join(), 1))).toMatch(/at most 20 tags/)
})

it('the most used tags come first', () => {
  expect(knownTags({ a: desk, b: other })).toEqual(['slow', 'regression'])
})
