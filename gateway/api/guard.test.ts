import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { checkDoors, checkToken, loopbackHosts, sameToken } from './guard'

const doors = { hosts: loopbackHosts(4777, '127.0.0.1'), origins: new Set(['http://127.0.0.1:4778']) }
const codeFor = (headers: Record<string, string>) =>
  checkDoors({ headers } as unknown as IncomingMessage, doors)?.code ?? null
const host = '127.0.0.1:4777'

describe('only the listener’s own names are answered', () => {
  it.each(['127.0.0.1:4777', 'localhost:4777', 'LOCALHOST:4777', '[::1]:4777'])('%s', (name) => {
    expect(codeFor({ host: name })).toBeNull()
  })
  it.each([
    '127.0.0.1',
    'localhost',
    'localhost:80',
    'localhost:4778',
    'evil.example:4777',
    'localhost.evil.example:4777',
    'localhost:4777.evil.example',
    '127.0.0.1:4777@evil.example',
    ' localhost:4777',
    '',
  ])('not "%s"', (name) => expect(codeFor({ host: name })).toBe('host_not_allowed'))
  it('not a request without a host', () => expect(codeFor({})).toBe('host_not_allowed'))
  it('the bound address belongs to them, in brackets when it is IPv6', () => {
    expect([...loopbackHosts(1, '192.168.1.5')]).toEqual(['127.0.0.1:1', 'localhost:1', '[::1]:1', '192.168.1.5:1'])
    expect(loopbackHosts(1, 'fe80::1').has('[fe80::1]:1')).toBe(true)
  })
  it('on port 80 the port may be left out', () => {
    const hosts = loopbackHosts(80, '127.0.0.1')
    expect(hosts.has('localhost') && hosts.has('localhost:80')).toBe(true)
  })
})

describe('only known web pages may ask', () => {
  it('a request without an origin comes from no page', () => expect(codeFor({ host })).toBeNull())
  it('the console’s own origin may', () => expect(codeFor({ host, origin: 'http://127.0.0.1:4778' })).toBeNull())
  it.each([
    'null',
    '',
    'http://evil.example',
    'https://127.0.0.1:4778',
    'http://127.0.0.1:4777',
    'http://127.0.0.1:47789',
  ])('not "%s"', (origin) => expect(codeFor({ host, origin })).toBe('origin_not_allowed'))
  it('a cross-site request without an origin may not', () => {
    expect(codeFor({ host, 'sec-fetch-site': 'cross-site' })).toBe('origin_not_allowed')
    for (const site of ['same-origin', 'same-site', 'none'])
      expect(codeFor({ host, 'sec-fetch-site': site })).toBeNull()
  })
  it('the host is checked first', () => {
    expect(codeFor({ host: 'evil.example', origin: 'null' })).toBe('host_not_allowed')
  })
})

describe('the token', () => {
  const token = 'gs_right'
  const reason = (authorization: string | undefined) => checkToken(authorization, token)?.description ?? null
  it.each(['Bearer gs_right', 'bearer gs_right', 'BEARER   gs_right', 'Bearer gs_right '])('"%s" is right', (given) => {
    expect(reason(given)).toBeNull()
  })
  it.each([undefined, '', 'Bearer', 'Bearer ', 'Basic gs_right', 'gs_right', 'Bearergs_right', 'Bearer\tgs_right'])(
    '%j is no bearer token',
    (given) => expect(reason(given)).toBe('missing_or_invalid_authorization_header'),
  )
  it.each(['Bearer gs_wrong', 'Bearer gs_right2', 'Bearer gs_righ', 'Bearer x', 'Bearer gs_right gs_right'])(
    '"%s" is another one',
    (given) => expect(reason(given)).toBe('key_not_found_or_revoked'),
  )
  it.each(['sk-abc', 'AIzaSyX', 'xai-abc'])('%s is a provider key, and the answer says so', (key) => {
    expect(checkToken(`Bearer ${key}`, token)).toEqual({
      code: 'unauthorised',
      description: 'invalid_key_format',
      message:
        'This looks like a provider key. Send the gateway token instead; provider keys stay in the configuration.',
    })
  })
  it('a token that looks like a provider key is still a token', () => {
    expect(checkToken('Bearer sk-mine', 'sk-mine')).toBeNull()
  })
  it('is not asked for when there is none', () => expect(checkToken(undefined, null)).toBeNull())
  it('is compared by digest: another length, unicode and nothing at all are just unequal', () => {
    expect(sameToken('é', 'é')).toBe(true)
    expect([sameToken('', 'a'), sameToken('a'.repeat(1 << 16), 'a'), sameToken('a', 'A')]).toEqual([
      false,
      false,
      false,
    ])
  })
})
