import { describe, expect, it } from 'vitest'
import { sessionKeyStore, type GivenKey, type KeyStore } from './key-store'
import { openKeys } from './keys'

const key = (provider: string, text: string): GivenKey => ({ provider, origin: 'https://a.example', key: text })

/** A host's store in memory; `fails` is what its next writings end with. */
function createStore(kept: readonly GivenKey[] = []) {
  const state = { kept, fails: null as string | null, writings: 0 }
  const store: KeyStore = {
    storage: () => Promise.resolve({ kind: 'keychain', name: null }),
    load: () => Promise.resolve(state.kept),
    save: async (keys) => {
      // A later writing must not be overtaken by this one.
      await new Promise((resolve) => setImmediate(resolve))
      state.writings += 1
      if (state.fails !== null) throw new Error(state.fails)
      state.kept = keys
    },
  }
  return { state, store }
}
const silent = () => {}
const heldBy = (keys: Awaited<ReturnType<typeof openKeys>>) =>
  [...keys.current().values()].map(({ provider, key: text, kept }) => [provider, text, kept])

describe('keys given in the console', () => {
  it('are held at once, and kept only when they are to be', async () => {
    const { state, store } = createStore()
    const keys = await openKeys(store, silent)
    expect(await keys.give(key('a', 'one'), false)).toBeNull()
    const giving = keys.give(key('b', 'two'), true)
    expect(heldBy(keys)).toEqual([
      ['a', 'one', false],
      ['b', 'two', true],
    ])
    expect(await giving).toBeNull()
    expect(state.kept).toEqual([key('b', 'two')])
    expect(state.writings).toBe(1)
  })
  it('are there again for the next gateway', async () => {
    const { store } = createStore([key('a', 'one')])
    expect(heldBy(await openKeys(store, silent))).toEqual([['a', 'one', true]])
  })
  it('given anew for this session only, are kept no longer', async () => {
    const { state, store } = createStore([key('a', 'one')])
    const keys = await openKeys(store, silent)
    expect(await keys.give(key('a', 'two'), false)).toBeNull()
    expect([state.kept, heldBy(keys)]).toEqual([[], [['a', 'two', false]]])
  })
  it('forgotten, are gone from both', async () => {
    const { state, store } = createStore([key('a', 'one'), key('b', 'two')])
    const keys = await openKeys(store, silent)
    await keys.forget('a')
    await keys.forget('nobody')
    expect([state.kept, heldBy(keys)]).toEqual([[key('b', 'two')], [['b', 'two', true]]])
  })
  it('given in haste, are kept as the last one was given', async () => {
    const { state, store } = createStore()
    const keys = await openKeys(store, silent)
    await Promise.all([1, 2, 3].map((n) => keys.give(key('a', `number ${n}`), true)))
    expect(state.kept).toEqual([key('a', 'number 3')])
  })
})

describe('a store that fails', () => {
  it('leaves the key held, and says why it is not kept', async () => {
    const { state, store } = createStore()
    const keys = await openKeys(store, silent)
    state.fails = 'the disk is full'
    expect(await keys.give(key('a', 'one'), true)).toBe('the disk is full')
    expect(heldBy(keys)).toEqual([['a', 'one', false]])
  })
  it('is told when a key is kept that should be gone', async () => {
    const { state, store } = createStore([key('a', 'one')])
    const keys = await openKeys(store, silent)
    state.fails = 'the disk is full'
    await expect(keys.forget('a')).rejects.toThrow('the disk is full')
    expect(heldBy(keys)).toEqual([])
  })
  it.each<readonly [string, () => Promise<readonly GivenKey[]>]>([
    ['cannot be read', () => Promise.reject(new Error('locked'))],
    ['not in the form', () => Promise.resolve([{ provider: 'a', key: 'typed-key' }] as unknown as GivenKey[])],
  ])('to be read costs the keys, not the gateway: %s', async (words, load) => {
    const log: string[] = []
    const keys = await openKeys({ ...createStore().store, load }, (line) => log.push(line))
    expect(heldBy(keys)).toEqual([])
    expect(log.join('\n')).toContain(words)
    expect(log.join('\n')).not.toContain('typed-key')
  })
})

it('without a keychain nothing is kept, and whoever tries is told', async () => {
  const keys = await openKeys(sessionKeyStore, silent)
  expect(await keys.storage()).toEqual({ kind: 'session', name: null })
  expect(await keys.give(key('a', 'one'), true)).toBe('This host keeps no keys.')
})
