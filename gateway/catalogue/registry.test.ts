import { describe, expect, it } from 'vitest'
import { parseConfig } from '../config/schema'
import { authors, factsOf, knownModels, priceOf } from './registry'

const at = Date.parse('2026-10-01T00:00:00Z')
const priceAt = (adapter: string | null, model: string, now = at, baseUrl = '') =>
  priceOf({ adapter, baseUrl }, model, now)

describe('the models of an adapter', () => {
  it.each([...authors.keys()])('%s has some, each once, each with limits and text', (adapter) => {
    const models = knownModels(adapter)
    expect(models.length).toBeGreaterThan(3)
    expect(new Set(models.map((m) => m.name)).size).toBe(models.length)
    for (const { name, facts } of models) {
      expect(facts.contextLength, name).toBeGreaterThan(1_000)
      expect(facts.maxOutputTokens, name).toBeGreaterThan(1_000)
      expect(facts.inputs).toContain('text')
      expect(facts.outputs).toEqual(['text'])
      expect(factsOf(adapter, name)).toEqual(facts)
    }
  })
  it('leave out those that are no longer served, and other ways to ask the same model', () => {
    const names = knownModels('openai').map((m) => m.name)
    expect(names).not.toContain('gpt-4.5-preview')
    expect(names).not.toContain('gpt-5.6-sol')
    expect(knownModels('anthropic').map((m) => m.facts.name)).not.toContainEqual(expect.stringContaining('Thinking'))
  })
  it('are none for an adapter without models of its own', () => {
    expect(knownModels('openai-compatible')).toEqual([])
    expect(factsOf('openai-compatible', 'gpt-5')).toBeNull()
    expect(factsOf(null, 'gpt-5')).toBeNull()
  })
  it('are known by their pinned names as well, and behind a gateway', () => {
    expect(factsOf('openai', 'gpt-5-2025-08-07')).toMatchObject({ name: 'GPT-5', released: '2025-08-07' })
    expect(factsOf('phaseo', 'anthropic/claude-haiku-4-5')).toMatchObject({ released: '2025-10-01', reasoning: true })
  })
})

describe('the price of a model', () => {
  it.each([
    ['gpt-5', { input_per_mtok: 1.25, cached_input_per_mtok: 0.125, output_per_mtok: 10 }],
    ['gpt-5-mini', { input_per_mtok: 0.25, cached_input_per_mtok: 0.025, output_per_mtok: 2 }],
    ['gpt-5-nano', { input_per_mtok: 0.05, cached_input_per_mtok: 0.005, output_per_mtok: 0.4 }],
    ['gpt-4.1', { input_per_mtok: 2, cached_input_per_mtok: 0.5, output_per_mtok: 8 }],
    ['gpt-4.1-mini', { input_per_mtok: 0.4, cached_input_per_mtok: 0.1, output_per_mtok: 1.6 }],
    ['gpt-4o-mini', { input_per_mtok: 0.15, cached_input_per_mtok: 0.075, output_per_mtok: 0.6 }],
  ])('openai %s', (model, price) => expect(priceAt('openai', model)).toEqual(price))
  it('has cache writes and tiers where the provider charges them', () => {
    expect(priceAt('anthropic', 'claude-sonnet-4-5')).toEqual({
      input_per_mtok: 3,
      cached_input_per_mtok: 0.3,
      cache_write_per_mtok: 3.75,
      output_per_mtok: 15,
      tiers: [
        {
          above_tokens: 200_000,
          input_per_mtok: 6,
          cached_input_per_mtok: 0.6,
          cache_write_per_mtok: 7.5,
          output_per_mtok: 22.5,
        },
      ],
    })
  })
  it('is the one of its time', () => {
    expect(priceAt('openai', 'o3', Date.parse('2025-05-01'))?.output_per_mtok).toBe(40)
    expect(priceAt('openai', 'o3', Date.parse('2025-07-01'))?.output_per_mtok).toBe(8)
  })
  it('is found by the server’s address, or by the author’s name behind a gateway', () => {
    expect(priceAt('openai-compatible', 'llama-3.3-70b-versatile', at, 'https://api.groq.com/openai/v1')).toBeTruthy()
    expect(priceAt('phaseo', 'openai/gpt-5')).toEqual(priceAt('openai', 'gpt-5'))
  })
  it('is not made up: an unknown model, or one of a server nobody knows, has none', () => {
    expect(priceAt('openai', 'gpt-unheard-of')).toBeNull()
    expect(priceAt('openai-compatible', 'gpt-5', at, 'http://127.0.0.1:8000/v1')).toBeNull()
    expect(priceAt(null, 'gpt-5')).toBeNull()
  })
  it('and the one of every known model could stand in a configuration', () => {
    for (const adapter of authors.keys())
      for (const { name } of knownModels(adapter)) {
        const providers = [{ provider: 'p', model: name, pricing: priceAt(adapter, name) }]
        expect(parseConfig({ models: [{ id: name, providers }] })).toMatchObject({ ok: true })
      }
  })
})
