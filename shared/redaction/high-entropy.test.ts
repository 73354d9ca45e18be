import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { secretParts, seedSecrets } from '../../test/support/seeded-secrets'
import { findHighEntropy } from './high-entropy'

const tokens = (text: string): readonly string[] => findHighEntropy(text).map(({ text: token }) => token)

describe('a token that looks drawn by chance is found', () => {
  it.each([
    'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzEXAMPLEKEY',
    '9f86d081884c7d659a2feaa0c55ad015',
    'JBSWY3DPEHPK3PXQ2M5NRT7VUCKZ6LFA',
    'q8Zt3vN1xLw0RkYc7Fd2Hs',
    'aB3-dE6_gH9-jK2_mN5-pQ8',
  ])('%s', (token) => {
    expect(tokens(`It is ${token}.`)).toEqual([token])
    expect(tokens(JSON.stringify({ text: `a\n${token}` }))).toHaveLength(1)
  })
  it('behind a name and a sign of equality, without them', () => {
    expect(tokens('TOKEN=q8Zt3vN1xLw0RkYc7Fd2Hs')).toEqual(['q8Zt3vN1xLw0RkYc7Fd2Hs'])
  })
  it('with its place', () => {
    const [found] = findHighEntropy('see q8Zt3vN1xLw0RkYc7Fd2Hs here')
    expect(found).toMatchObject({ start: 4, end: 26 })
    expect(found?.bits).toBeGreaterThan(3.5)
  })
  it('nearly always: of a thousand random ones of 32 signs at most two are taken for words', () => {
    const sign = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'.split(''))
    const drawn = fc.sample(fc.array(sign, { minLength: 32, maxLength: 32 }), { numRuns: 1_000, seed: 7 })
    expect(drawn.filter((signs) => tokens(signs.join('')).length === 0).length).toBeLessThanOrEqual(2)
  })
  it('also of the kinds that credentials have, should no rule know them any more', () => {
    const long = seedSecrets().filter(({ value }) => value.length >= 36 && !/[\n ?@]/.test(value))
    const missed = long.filter((seed) => secretParts(seed).every((part) => tokens(part).length === 0))
    expect(missed.map(({ kind }) => kind)).toEqual([])
  })
})

describe('what people and protocols write is not', () => {
  it.each([
    'gpt-4o-mini-realtime-preview-2024-12-17',
    'response.function_call_arguments.delta',
    'anthropic/claude-haiku-4.5-20251001',
    'G-01JD8Z6T3M4N5P6Q7R8S9TAVWX',
    'resp_68a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4',
    'msg_68a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4',
    'call_aB3dE6gH9jK2mN5pQ8rT1uV4',
    '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    'Donaudampfschifffahrtsgesellschaft',
    'calculateTotalPriceWithDiscount',
    'MAXIMUM_NUMBER_OF_CONCURRENT_REQUESTS_2',
    '/v1/responses/input_items/very/long/path/of/words',
    '--------------------------------------',
    '================================',
    '1234567890123456789012345678901234567890',
    'application/vnd.openxmlformats-officedocument',
    'application/x-www-form-urlencoded',
    'The quick brown fox jumps over the lazy dog, 12 times.',
  ])('%s', (text) => expect(tokens(text)).toEqual([]))
})
