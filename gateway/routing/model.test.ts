import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { catalogueOf } from '../../test/support/catalogue'
import { resolveModel } from './model'

const models = (...ids: string[]) => catalogueOf({ models: ids.map((id) => ({ id, providers: [] })) })
const catalogue = models('openai/one', 'acme/one', 'acme/two', 'acme/shared', 'other/shared', 'acme/x:fast', 'plain')

describe('a model name', () => {
  it.each<readonly [string, string, string, string | null]>([
    ['openai/one', 'openai/one', 'default', null],
    ['openai/one:fast', 'openai/one', 'fast', null],
    ['openai/one:nitro', 'openai/one', 'nitro', null],
    ['openai/one:cheap', 'openai/one', 'cheap', null],
    ['plain:cheap', 'plain', 'cheap', null],
    ['azure:openai/one', 'openai/one', 'default', 'azure'],
    ['Azure :openai/one', 'openai/one', 'default', 'azure'],
    ['novitaai:openai/one', 'openai/one', 'default', 'novita'],
    ['azure:openai/one:fast', 'openai/one', 'fast', 'azure'],
  ])('%s is %s, %s, pinned to %s', (asked, id, priority, pin) => {
    expect(resolveModel(catalogue, asked)).toEqual({ id, priority, pin })
  })
  it.each([
    'openai/one:free',
    'openai/one:fast:fast',
    'openai/gone:fast',
    'azure:openai/gone',
    ':openai/one',
    'one',
    '',
  ])('%s is nothing else and stays as written', (asked) =>
    expect(resolveModel(catalogue, asked)).toEqual({ id: asked, priority: 'default', pin: null }),
  )
  it('an id that ends like a preset means itself, and can have a preset of its own', () => {
    expect(resolveModel(catalogue, 'acme/x:fast')).toEqual({ id: 'acme/x:fast', priority: 'default', pin: null })
    expect(resolveModel(catalogue, 'acme/x:fast:cheap')).toEqual({ id: 'acme/x:fast', priority: 'cheap', pin: null })
    expect(resolveModel(catalogue, 'p:acme/x:fast')).toEqual({ id: 'acme/x:fast', priority: 'default', pin: 'p' })
  })
  it('of the catalogue always means itself', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }), fc.boolean(), (ids, bare) => {
        const own = models(...ids)
        for (const id of ids) expect(resolveModel(own, id, bare)).toEqual({ id, priority: 'default', pin: null })
      }),
    )
  })
})

describe('a bare name, where the profile allows it', () => {
  const bare = (name: string) => resolveModel(catalogue, name, true)
  it('is the preferred author’s first', () => expect(bare('one').id).toBe('openai/one'))
  it('else the only one of that name', () => expect(bare('two').id).toBe('acme/two'))
  it('is nobody’s when two have it', () => expect(bare('shared').id).toBe('shared'))
  it('can have a preset and a pin', () => {
    expect(bare('two:nitro')).toEqual({ id: 'acme/two', priority: 'nitro', pin: null })
    expect(bare('p:two')).toEqual({ id: 'acme/two', priority: 'default', pin: 'p' })
  })
  it('never is the end of a longer one', () => {
    expect(bare('acme/missing').id).toBe('acme/missing')
    expect(resolveModel(models('x/acme/one'), 'acme/one', true).id).toBe('acme/one')
  })
  it('is one: an author alone names no model', () => {
    expect(resolveModel(models('acme/'), '', true).id).toBe('')
    expect(resolveModel(models('acme/'), 'p:', true)).toEqual({ id: 'p:', priority: 'default', pin: null })
  })
})
