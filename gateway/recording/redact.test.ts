import { describe, expect, it } from 'vitest'
import { redacted } from '#shared/redaction/spans'
import { redactHeaders, redactText, redactUrl, removeSecrets } from './redact'

describe('headers that may hold a credential are redacted', () => {
  it.each([
    'authorization',
    'Authorization',
    'proxy-authorization',
    'x-api-key',
    'api-key',
    'apikey',
    'x-goog-api-key',
    'cookie',
    'set-cookie',
    'x-auth-token',
    'x-amz-security-token',
    'x-csrf-token',
    'x_secret_value',
    'x-hub-signature',
    'client-credentials',
    'sec-websocket-protocol',
    'x-jwt',
  ])('%s', (name) => expect(redactHeaders({ [name]: 'v' })).toEqual({ [name.toLowerCase()]: redacted }))

  it.each([
    'x-ratelimit-remaining-tokens',
    'x-ratelimit-limit-tokens',
    'x-gateway-error-origin',
    'x-gateway-error-attribution',
    'sec-websocket-key',
    'sec-websocket-version',
    'content-type',
    'x-request-id',
    'openai-organization',
    'www-authenticate',
    'user-agent',
    'author',
    'keep-alive',
    'x-monkey',
  ])('not %s', (name) => expect(redactHeaders({ [name]: 'v' })).toEqual({ [name]: 'v' }))

  it('lists are joined, absent ones left out, lists of cookies redacted too', () => {
    expect(redactHeaders({ Accept: ['a', 'b'], gone: undefined, 'set-cookie': ['a=1', 'b=2'] })).toEqual({
      accept: 'a, b',
      'set-cookie': redacted,
    })
  })
})

describe('credentials in a URL are redacted', () => {
  it.each(['a', '?', '&', 'a?', '://', '@'])('in megabytes of "%s" at once', (text) => {
    const long = text.repeat((1 << 20) / text.length)
    expect(redactUrl(long)).toBe(long)
  })
  it.each([
    ['/v1/responses?key=abc', '/v1/responses?key=[redacted]'],
    ['/x?a=1&API_KEY=abc&b=2#key=3', '/x?a=1&API_KEY=[redacted]&b=2#key=3'],
    ['/x?token=&sig=1&x-api-key=2', '/x?token=[redacted]&sig=[redacted]&x-api-key=[redacted]'],
    ['/x?access_token=a.b-c&signature=%20', '/x?access_token=[redacted]&signature=[redacted]'],
    ['https://user:pass@host/x', 'https://[redacted]@host/x'],
    ['https://user:p@ss@host/x', 'https://[redacted]@host/x'],
    ['wss://key@host', 'wss://[redacted]@host'],
    ['/x?a?key=abc', '/x?a?key=[redacted]'],
    ['/x?note=Bearer%20a1B2c3D4e5F6g7H8&n=%zz', '/x?note=[redacted]&n=%zz'],
  ])('%s', (url, expected) => expect(redactUrl(url)).toBe(expected))
  it.each(['/x?monkey=1&keys=2&tokens=3', '/x?model=a@b', 'https://host/a@b?c=d', '/key=1', 'http://[::1]:80/'])(
    'not %s',
    (url) => expect(redactUrl(url)).toBe(url),
  )
})

describe('credentials in a text are redacted, and nothing around them', () => {
  it('the shapes of provider keys', () => {
    const shapes = ['sk-abcdefgh', 'sk-proj-abc_DEF-123', 'AIzaSyA1234567890', 'xai-abcdefgh', `gs_${'a'.repeat(43)}`]
    for (const key of shapes) expect(redactText(`Incorrect key: ${key}.`, [])).toBe('Incorrect key: [redacted].')
  })
  it('no words that only begin alike', () => {
    for (const text of ['sk-short', 'task-management', 'AIza', 'gs_short', 'desk-abcdefghij'])
      expect(redactText(text, [])).toBe(text)
  })
  it('known secrets wherever they stand', () => {
    expect(redactText('a=hunter22;hunter22', ['hunter22'])).toBe('a=[redacted];[redacted]')
  })
  it('a query in the middle of a sentence or of JSON ends with its value', () => {
    expect(redactText('GET https://h/x?key=abc failed twice', [])).toBe('GET https://h/x?key=[redacted] failed twice')
    expect(redactText('{"url":"https://h/x?key=abc","code":"bad"}', [])).toBe(
      '{"url":"https://h/x?key=[redacted]","code":"bad"}',
    )
    expect(redactText('why? no, key=abc', [])).toBe('why? no, key=abc')
  })
  it('a password in front of a host, also in the middle', () => {
    expect(redactText('cannot reach http://u:p@host/ now', [])).toBe('cannot reach http://[redacted]@host/ now')
    expect(redactText('see http://host/ or mail a@b', [])).toBe('see http://host/ or mail a@b')
  })
})

describe('known secrets', () => {
  it('are taken out by their exact value', () => {
    expect(removeSecrets('one TWO one', ['one', 'two'])).toBe('[redacted] TWO [redacted]')
    expect(removeSecrets('$& a.c abc', ['a.c'])).toBe('$& [redacted] abc')
    expect(removeSecrets('text', [])).toBe('text')
  })
})
