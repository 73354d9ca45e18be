import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { costFields, perToken, priceUsage } from './index'

const pricing = { input_per_mtok: 1.25, cached_input_per_mtok: 0.125, output_per_mtok: 10 }
const nanosOf = (...args: Parameters<typeof priceUsage>) =>
  priceUsage(...args).lines.map((line) => [line.dimension, line.quantity, line.line_nanos])

describe('what a response cost', () => {
  it('is the sum of its lines, in every spelling of the total', () => {
    const usage = {
      input_tokens: 1_000,
      input_tokens_details: { cached_tokens: 600 },
      output_tokens: 200,
      output_tokens_details: { reasoning_tokens: 150 },
    }
    const breakdown = priceUsage(pricing, usage)
    const line = (dimension: string, quantity: number, unit: string, nanos: number, cost: string) => ({
      dimension,
      quantity,
      unit_price_usd: unit,
      line_nanos: nanos,
      line_cost_usd: cost,
    })
    expect(breakdown).toEqual({
      total_nanos: 2_575_000,
      total_usd_str: '0.002575000',
      total_cents: 0,
      currency: 'USD',
      lines: [
        line('input_text_tokens', 400, '0.00000125', 500_000, '0.000500000'),
        line('cached_read_text_tokens', 600, '0.000000125', 75_000, '0.000075000'),
        line('output_text_tokens', 200, '0.00001', 2_000_000, '0.002000000'),
      ],
    })
    expect(costFields(breakdown)).toEqual({
      cost_nanos: 2_575_000,
      cost_cents: 0,
      currency: 'USD',
      pricing_lines: breakdown.lines,
    })
  })
  it('is the same in the other spelling of usage', () => {
    const usage = { prompt_tokens: 10, prompt_tokens_details: { cached_tokens: 4 }, completion_tokens: 3 }
    expect(priceUsage(pricing, usage).total_nanos).toBe(6 * 1_250 + 4 * 125 + 3 * 10_000)
  })
  it('counts whole cents downwards', () => {
    expect(priceUsage(pricing, { output_tokens: 12_999 }).total_cents).toBe(12)
  })
  it('is nothing for a usage that says nothing, or nonsense', () => {
    for (const usage of [{}, { input_tokens: -5, output_tokens: Number.NaN }, { input_tokens: 'many' }]) {
      expect(priceUsage(pricing, usage)).toMatchObject({ total_nanos: 0, total_usd_str: '0.000000000', lines: [] })
    }
  })
})

describe('a part that has no price of its own costs what its whole costs', () => {
  const usage = {
    input_tokens: 10,
    input_tokens_details: { cached_tokens: 3, cache_write_tokens: 2 },
    output_tokens: 8,
    output_tokens_details: { reasoning_tokens: 5 },
  }
  it('without any', () => {
    expect(nanosOf({ input_per_mtok: 1, output_per_mtok: 2 }, usage)).toEqual([
      ['input_text_tokens', 10, 10_000],
      ['output_text_tokens', 8, 16_000],
    ])
  })
  it('with all of them, and a price for the request', () => {
    const all = {
      input_per_mtok: 1,
      cached_input_per_mtok: 0.1,
      cache_write_per_mtok: 1.25,
      output_per_mtok: 2,
      reasoning_per_mtok: 3,
      request: 0.005,
    }
    expect(nanosOf(all, usage)).toEqual([
      ['input_text_tokens', 5, 5_000],
      ['cached_read_text_tokens', 3, 300],
      ['cached_write_text_tokens', 2, 2_500],
      ['output_text_tokens', 3, 6_000],
      ['reasoning_tokens', 5, 15_000],
      ['requests', 1, 5_000_000],
    ])
  })
  it('and is never larger than its whole', () => {
    const odd = { input_tokens: 2, input_tokens_details: { cached_tokens: 9, cache_write_tokens: 9 } }
    expect(nanosOf(pricing, odd)).toEqual([['cached_read_text_tokens', 2, 250]])
  })
})

describe('a large input changes the price of the whole request', () => {
  const tiered = {
    input_per_mtok: 1,
    output_per_mtok: 1,
    tiers: [
      { above_tokens: 300, input_per_mtok: 3, output_per_mtok: 3 },
      { above_tokens: 200, input_per_mtok: 2, output_per_mtok: 2 },
    ],
  }
  it.each([
    [200, 1],
    [201, 2],
    [300, 2],
    [301, 3],
  ])('%d tokens cost %d a million', (input, rate) => {
    const usage = { input_tokens: input, output_tokens: 7 }
    expect(priceUsage(tiered, usage).total_nanos).toBe((input + 7) * rate * 1_000)
  })
})

const price = fc.double({ min: 0, max: 600, noNaN: true })
const anyPricing = fc.record(
  {
    input_per_mtok: price,
    cached_input_per_mtok: price,
    cache_write_per_mtok: price,
    output_per_mtok: price,
    reasoning_per_mtok: price,
    request: fc.double({ min: 0, max: 1, noNaN: true }),
  },
  { requiredKeys: ['input_per_mtok', 'output_per_mtok'] },
)
const amount = fc.nat(5_000_000)
const anyUsage = fc.record({ input: amount, cached: amount, written: amount, output: amount, reasoning: amount })
const usageOf = ({ input, cached, written, output, reasoning }: Record<string, number>) => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: reasoning },
})

describe('whatever the price and the usage', () => {
  it('lines add up to the total, in whole numbers, and cover every token once', () => {
    fc.assert(
      fc.property(anyPricing, anyUsage, (at, amounts) => {
        const { total_nanos, total_usd_str, lines } = priceUsage(at, usageOf(amounts))
        expect(lines.reduce((sum, line) => sum + line.line_nanos, 0)).toBe(total_nanos)
        expect(Number.isSafeInteger(total_nanos)).toBe(true)
        expect(total_usd_str.replace('.', '').replace(/^0+(?=\d)/, '')).toBe(String(total_nanos))
        const counted = lines.filter((line) => line.dimension !== 'requests').reduce((sum, l) => sum + l.quantity, 0)
        expect(counted).toBe(amounts.input + amounts.output)
      }),
    )
  })
  it('more tokens never cost less', () => {
    // The wholes: more cached, written or reasoning tokens within the same whole may well be cheaper.
    fc.assert(
      fc.property(anyPricing, anyUsage, amount, amount, (at, amounts, input, output) => {
        const more = { ...amounts, input: amounts.input + input, output: amounts.output + output }
        expect(priceUsage(at, usageOf(more)).total_nanos).toBeGreaterThanOrEqual(
          priceUsage(at, usageOf(amounts)).total_nanos,
        )
      }),
    )
  })
})

describe('a price for one token', () => {
  it.each([
    [0, '0'],
    [1_000_000, '1'],
    [1.25, '0.00000125'],
    [0.005, '0.000000005'],
    [0.0375, '0.0000000375'],
    [600, '0.0006'],
  ])('%d a million is %s', (perMillion, text) => expect(perToken(perMillion)).toBe(text))
})
