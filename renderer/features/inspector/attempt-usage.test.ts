import { describe, expect, it } from 'vitest'
import { explain } from '#shared/diagnostics/explain'
import type { RecordedAttempt } from '#shared/diagnostics/explanation'
import { inputCost, readUsage, sayCost, type Known } from './attempt-usage'

const billed = JSON.stringify({ response: { status: 'failed', usage: { total_tokens: 12, cost: 0.5 } } })
const attemptOf = (one: Partial<RecordedAttempt>) => {
  const [attempt] = explain({}, { attempts: [{ provider: 'acme', model: 'one', ...one }] }).attempts
  if (!attempt) throw new Error('no attempt was read')
  return attempt
}

describe('what failed attempts cost', () => {
  it('is what they told', () => {
    expect(readUsage({ preview: billed })).toEqual({ tokens: 12, cost: 0.5 })
    expect(sayCost([attemptOf({ preview: billed })])).toBe('12 tokens billed, $0.5')
  })
  it('is not nothing where nothing was told', () => {
    expect(readUsage({ preview: null })).toBeNull()
    expect(readUsage({ preview: '{"error":{"message":"no"}}' })).toBeNull()
    expect(sayCost([attemptOf({ status: 500 })])).toBe('cost not told')
    const counted = JSON.stringify({ usage: { total_tokens: 3 } })
    expect(sayCost([attemptOf({ status: 500 }), attemptOf({ preview: counted })])).toBe('at least 3 tokens billed')
  })
  it('is nothing where the simulator stood in', () => {
    expect(sayCost([attemptOf({ status: 500, simulated: true })])).toBe('simulated, nothing billed')
  })
})

describe('the input of an attempt that told nothing', () => {
  const row = (id: string, price: number | null): Known['rows'][number] =>
    ({
      provider: { id },
      route: { model: 'one', ...(price === null ? {} : { pricing: { input_per_mtok: price, output_per_mtok: 9 } }) },
    }) as unknown as Known['rows'][number]
  const known = (inputTokens: number | null, price: number | null = 2): Known => ({
    rows: [row('other', 7), row('acme', price)],
    inputTokens,
  })
  const silent = attemptOf({ code: 'upstream_timeout', message: 'No byte within 5 ms: timed out' })

  it('has the price its provider had when the turn was routed', () => {
    expect(silent.reason).toBe('timed_out')
    expect(inputCost(silent, known(500))).toBe(0.001)
    expect(inputCost(attemptOf({ status: 200, type: 'error', code: 'broken' }), known(500))).toBe(0.001)
  })
  it('is not guessed: without its size, without a price, or where it was refused', () => {
    expect(inputCost(silent, known(null))).toBeNull()
    expect(inputCost(silent, known(500, null))).toBeNull()
    expect(inputCost(silent, { rows: [], inputTokens: 500 })).toBeNull()
    expect(inputCost(attemptOf({ status: 429 }), known(500))).toBeNull()
    expect(inputCost(attemptOf({ status: 200, type: 'served' }), known(500))).toBeNull()
    expect(inputCost({ ...silent, preview: billed }, known(500))).toBeNull()
    expect(inputCost({ ...silent, simulated: true }, known(500))).toBeNull()
  })
})
