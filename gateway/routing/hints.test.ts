import { describe, expect, it } from 'vitest'
import { isListed, noHints, normaliseId, readHints } from './hints'

describe('hints of a request', () => {
  it('none', () => expect(readHints({})).toEqual(noHints))
  it('`routing` is merged over `provider`, key by key', () => {
    const hints = readHints({ provider: { only: ['a'], ignore: ['b'] }, routing: { only: ['c'] } })
    expect(hints).toMatchObject({ only: ['c'], ignore: ['b'] })
  })
  it('ids are trimmed, lower case and under their usual name', () => {
    const hints = readHints({ provider: { order: [' Azure ', 'NovitaAI'], only: ['XAI'], ignore: ['zai', 'Bedrock'] } })
    expect(hints).toMatchObject({ order: ['azure', 'novita'], only: ['x-ai'], ignore: ['z-ai', 'amazon-bedrock'] })
  })
  it('an alias means the provider, however either side is written', () => {
    expect(isListed([normaliseId('novita')], 'NovitaAI')).toBe(true)
    expect(isListed([normaliseId('novitaai')], 'novita')).toBe(true)
    expect(isListed(['novita'], 'nova')).toBe(false)
  })
  it.each([
    [{ include_alpha: true }, true],
    [{ includeAlpha: true }, true],
    [{ include_alpha: false, includeAlpha: true }, false],
    [{}, false],
  ])('alpha: %j is %s', (provider, expected) => expect(readHints({ provider }).includeAlpha).toBe(expected))
  it.each([
    ['cheap', 'cheap'],
    ['price', 'cheap'],
    ['latency', 'fast'],
    ['fast', 'fast'],
    ['throughput', 'nitro'],
    ['nitro', 'nitro'],
    ['balanced', 'default'],
    ['default', 'default'],
    ['toString', null],
  ])('mode or sort %j is the preset %s', (value, priority) => {
    expect(readHints({ provider: { mode: value } }).priority).toBe(priority)
    expect(readHints({ provider: { sort: value } }).priority).toBe(priority)
  })
  it('`mode` wins over `sort`', () => {
    expect(readHints({ provider: { mode: 'price', sort: 'latency' } }).priority).toBe('cheap')
  })
  it('fallbacks are allowed and parameters are wishes unless the request says otherwise', () => {
    expect(readHints({ provider: { allow_fallbacks: false, require_parameters: true } })).toMatchObject({
      allowFallbacks: false,
      requireParameters: true,
    })
  })
  it('in either spelling', () => {
    expect(readHints({ provider: { allowFallbacks: false, requireParameters: true } })).toMatchObject({
      allowFallbacks: false,
      requireParameters: true,
    })
    expect(readHints({ provider: { allow_fallbacks: true, require_parameters: false } })).toEqual(noHints)
  })
  it('filters nothing is known for are named', () => {
    const provider = { quantizations: ['fp8'], data_collection: 'deny', enforce_distillable_text: null }
    expect(readHints({ provider }).unbackedFilters).toEqual(['data_collection', 'quantizations'])
    expect(readHints({ provider: { enforce_distillable_text: false } }).unbackedFilters).toEqual([
      'enforce_distillable_text',
    ])
  })
})
