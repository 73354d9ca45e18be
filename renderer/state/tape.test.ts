import { expect, it } from 'vitest'
import { addEdit, redoEdit, removeEdit, undoEdit, untouched } from './tape'

const drop = { kind: 'drop', seq: 3 } as const
const late = { kind: 'delay', seq: 3, ms: 500 } as const

it('a frame is changed in each way once', () => {
  const twice = addEdit(addEdit(addEdit(untouched, drop), late), { ...late, ms: 900 })
  expect(twice.edits).toEqual([drop, { ...late, ms: 900 }])
})

it('a tape is cut once', () => {
  const cut = addEdit(addEdit(untouched, { kind: 'cut', seq: 3 }), { kind: 'cut', seq: 5 })
  expect(cut.edits).toEqual([{ kind: 'cut', seq: 5 }])
})

it('every change is taken back in order, a removal too, and made again', () => {
  const changed = removeEdit(addEdit(addEdit(untouched, drop), late), drop)
  expect(changed.edits).toEqual([late])
  const back = undoEdit(changed)
  expect(back.edits).toEqual([drop, late])
  expect(undoEdit(undoEdit(undoEdit(back))).edits).toEqual([])
  expect(redoEdit(back).edits).toEqual([late])
  expect(redoEdit(redoEdit(back))).toEqual(redoEdit(back))
})

it('a new change ends what could be made again', () => {
  const changed = addEdit(undoEdit(addEdit(untouched, drop)), late)
  expect(redoEdit(changed).edits).toEqual([late])
})
