import { describe, expect, it } from 'vitest'
import { secretParts, seedSecrets, type Seed } from '../../test/support/seeded-secrets'
import { findCredentials, maskCredentials } from './credentials'
import { mayHoldCredential } from './glance'

const seeds = seedSecrets()

/** The ways in which a credential stands in what is recorded. */
const forms: Readonly<Record<string, (seed: Seed) => string>> = {
  'in a sentence': ({ value, name }) => (name === null ? `My key is ${value}, please keep it.` : `${name}=${value}`),
  'in JSON': ({ value, name }) => JSON.stringify({ a: 1, [name ?? 'note']: value, z: 'end' }),
  'in JSON in JSON': ({ value, name }) =>
    JSON.stringify({ args: JSON.stringify({ [name ?? 'note']: value }), z: 'end' }),
  'after a line break in JSON': ({ value, name }) =>
    JSON.stringify({ text: `This is it:\n${name === null ? value : `${name.toUpperCase()}=${value}`}\nBye.` }),
  'in an event': ({ value, name }) => `event: x\ndata: ${JSON.stringify({ type: 'x', [name ?? 'delta']: value })}\n\n`,
}

describe('every kind of credential is masked whole', () => {
  it('there are more than fifty kinds', () => expect(seeds.length).toBeGreaterThan(50))
  for (const [form, write] of Object.entries(forms)) {
    it.each(seeds.map((seed) => [seed.kind, seed] as const))(`${form}: %s`, (_, seed) => {
      const text = write(seed)
      const clean = maskCredentials(text)
      for (const part of secretParts(seed)) expect(clean).not.toContain(part)
      expect(clean).toContain('[redacted]')
      expect(mayHoldCredential(JSON.stringify({ text }))).toBe(true)
    })
  }
  it('and JSON stays JSON', () => {
    for (const seed of seeds) {
      for (const form of ['in JSON', 'in JSON in JSON', 'after a line break in JSON'])
        expect(() => JSON.parse(maskCredentials(forms[form]?.(seed) ?? ''))).not.toThrow()
      expect(JSON.parse(maskCredentials(forms['in JSON']?.(seed) ?? ''))).toMatchObject({ a: 1, z: 'end' })
    }
  })
  it('once: what is masked is not found again', () => {
    for (const seed of seeds) {
      for (const write of Object.values(forms)) expect(findCredentials(maskCredentials(write(seed)))).toEqual([])
    }
  })
})

it.each([
  'authorization: Digest username="x"'.replaceAll('"', ''),
  'Authorization: token a1b2c3d4',
  'Set-Cookie: sid=abcd-efgh; HttpOnly',
  'x-goog-api-key: a1b2c3d4e5',
])('a line of a head is masked to its end: %s', (line) => {
  const [name] = line.split(': ')
  expect(maskCredentials(`curl -H '${line}' http://host`)).toBe(`curl -H '${name}: [redacted]' http://host`)
})

describe('nothing else is', () => {
  it.each([
    'sk-learn is a library, sk-circle-fade-dot a class and task-management-for-everyone a topic.',
    'Basic authentication and Bearer authentication are schemes.',
    'Call risk_live_assessment_of_things(args_that_are_long_enough_to_look).',
    '{"type":"object","properties":{"password":{"type":"string"}},"required":["password"]}',
    '{"token":"Hello","logprob":-0.1,"key":"value","signature":"EqQBCkYIBxgCKkB"}',
    '{"prompt_cache_key":"conversation-1","max_output_tokens":100,"idempotency-key":"1"}',
    'data: {"item_id":"msg_68a1b2c3d4e5f60718293a4b5c6d7e8f90","delta":"tokens: 12"}',
    'https://host is no place for a path/like@this, nor is a@b.test',
    'git clone ssh://git@github.com/owner/name.git',
    'if (password === other.password && secret !== null) return tokens.length',
    'The secret: be kind. The password: there is none.',
    'A cookie: mix flour, sugar and butter. Authorization: the process of granting access. A foreign-key: user_id.',
    'https://host/path?model=gpt-5&limit=10&monkey=1',
    'const api_key = process.env.OPENAI_API_KEY',
    'aGVsbG8gd29ybGQgdGhpcyBpcyBiYXNlNjQgc2stYWJj',
  ])('%s', (text) => expect(maskCredentials(text)).toBe(text))
})

describe('texts by others take no time', () => {
  it.each([
    'sk-',
    'key=',
    '"password":"',
    '://',
    '?a=',
    'eyJ',
    'Bearer ',
    '-----BEGIN PRIVATE KEY-----',
    '\\"secret\\":\\"',
    'a:@',
  ])('a megabyte of %s', (text) => {
    const long = text.repeat(Math.ceil((1 << 20) / text.length))
    const start = performance.now()
    maskCredentials(long)
    expect(performance.now() - start).toBeLessThan(3_000)
  })
})
