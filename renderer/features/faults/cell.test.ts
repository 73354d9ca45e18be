import { describe, expect, it } from 'vitest'
import type { ChaosCell, ChaosResult } from '#shared/chaos/grid'
import { lookOf, moveTo } from './cell'

const served: ChaosResult = {
  status: 200,
  error: null,
  reason: null,
  verdict: 'complete',
  provider: 'acme',
  attempts: 1,
  diagnostics: false,
}
const cell = (result: Partial<ChaosResult> | null): ChaosCell => ({
  row: '429',
  mode: 'sse',
  result: result && { ...served, ...result },
  turn: null,
})
const refused = cell({
  status: 502,
  error: 'upstream_error',
  reason: 'all_candidates_failed',
  verdict: 'failed',
  provider: null,
})

describe('a cell', () => {
  it('is empty until it was run, and a dash where its fault cannot happen', () => {
    expect(lookOf(undefined, [])).toMatchObject({ lamp: null, words: '', spoken: 'Not run yet' })
    expect(lookOf(cell(null), [])).toMatchObject({ lamp: null, words: '–', spoken: 'Cannot happen here' })
  })
  it('says who served, and whether that took more than one', () => {
    expect(lookOf(cell({}), [])).toMatchObject({ lamp: 'ok', tone: 'ok', words: '200 by acme', more: '' })
    expect(lookOf(cell({ attempts: 2 }), [])).toMatchObject({ words: '200 by acme', more: '2 attempts, a fallback' })
  })
  it('says the error and its reason', () => {
    expect(lookOf(refused, [])).toEqual({
      lamp: 'failed',
      tone: 'bad',
      words: '502 upstream_error',
      more: 'all_candidates_failed',
      spoken: 'Failed',
    })
    expect(lookOf(cell({ status: null, error: null, provider: null, verdict: 'truncated' }), [])).toMatchObject({
      lamp: 'truncated',
      words: '– nobody answered',
      more: 'Truncated',
    })
  })
  it('says what a file says of it when that is something else', () => {
    const differences = [
      { row: '429', mode: 'sse', field: 'status', expected: 200, got: 502 },
      { row: '429', mode: 'sse', field: 'error', expected: null, got: 'upstream_error' },
    ] as const
    expect(lookOf(refused, differences)).toMatchObject({
      words: '502 upstream_error',
      more: 'status was 200, error was none',
    })
  })
})

describe('the keyboard', () => {
  const from = { row: 3, column: 1 }
  it('walks cell by cell, by pages, and to the ends of a row and of the grid', () => {
    const to = (key: string, withControl = false) => {
      const place = moveTo(key, withControl, from, 20, 3)
      return place && [place.row, place.column]
    }
    expect(to('ArrowDown')).toEqual([4, 1])
    expect(to('ArrowUp')).toEqual([2, 1])
    expect(to('ArrowLeft')).toEqual([3, 0])
    expect(to('ArrowRight')).toEqual([3, 2])
    expect(to('PageDown')).toEqual([11, 1])
    expect(to('Home')).toEqual([3, 0])
    expect(to('End')).toEqual([3, 2])
    expect(to('Home', true)).toEqual([0, 0])
    expect(to('End', true)).toEqual([19, 2])
    expect(to('x')).toBeNull()
  })
  it('stays inside the grid', () => {
    expect(moveTo('PageUp', false, from, 20, 3)).toEqual({ row: 0, column: 1 })
    expect(moveTo('PageDown', false, from, 5, 3)).toEqual({ row: 4, column: 1 })
    expect(moveTo('ArrowRight', false, { row: 0, column: 2 }, 5, 3)).toEqual({ row: 0, column: 2 })
    expect(moveTo('ArrowDown', false, from, 0, 3)).toBeNull()
  })
})
