import { expect, test } from 'vitest'
import { readUsage, sayCost } from './attempt-usage'

test('a failure that tells its usage was billed', () => {
  const preview = JSON.stringify({ response: { status: 'failed', usage: { total_tokens: 12, cost: 0.5 } } })
  expect(readUsage({ preview })).toEqual({ tokens: 12, cost: 0.5 })
  expect(sayCost([readUsage({ preview })])).toBe('12 tokens billed, $0.5')
})

test('what is not told is not nothing', () => {
  expect(readUsage({ preview: null })).toBeNull()
  expect(readUsage({ preview: '{"error":{"message":"no"}}' })).toBeNull()
  expect(sayCost([null])).toBe('cost not told')
  expect(sayCost([null, { tokens: 3, cost: null }])).toBe('at least 3 tokens billed')
})
