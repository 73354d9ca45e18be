import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { looksLikeCurl, parseCurl, splitWords } from './curl'

const bodyOf = (text: string) => parseCurl(text)?.body

describe('a pasted curl command', () => {
  it('gives method, address, headers and body; credentials are left out', () => {
    const text = `curl -sN https://api.phaseo.app/v1/responses \\
  -H "Authorization: Bearer sk-secret" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"model":"openai/gpt-5-nano","input":"x"}' | jq .`
    expect(parseCurl(text)).toEqual({
      method: 'POST',
      url: 'https://api.phaseo.app/v1/responses',
      headers: [{ name: 'Content-Type', value: 'application/json' }],
      body: '{"model":"openai/gpt-5-nano","input":"x"}',
      missing: [],
    })
  })
  it.each([
    ["curl u -d '{\"a\":\"it'\\''s\"}'", '{"a":"it\'s"}'],
    ['curl u -d "{\\"a\\": \\"\\$x\\"}"', '{"a": "$x"}'],
    ['curl u --data-raw $\'{"a":"l\\u00e4\\n\\\'\\x41\\101"}\'', '{"a":"lä\n\'AA"}'],
    ["curl u -d'{}'", '{}'],
    ["curl u --data='{}'", '{}'],
    ["curl u -sSd '{}'", '{}'],
    ['curl u --data-binary \'{\n  "a": 1\n}\'', '{\n  "a": 1\n}'],
    ['curl u -d a=1 -d b=2', 'a=1&b=2'],
    ['curl.exe u --json {}', '{}'],
    ["$ curl u -d '{}'; echo done", '{}'],
    ["curl u \\\r\n  -d '{}'", '{}'],
    ["curl u -d 'never closed", 'never closed'],
    ['curl u --data-raw @name', '@name'],
  ])('%s', (text, body) => expect(bodyOf(text)).toBe(body))
  it('of the Windows shell is read with its carets', () => {
    const text = `curl ^"http://127.0.0.1:4777/v1/responses^" ^\r\n  -H ^"content-type: application/json^" ^\r\n  --data-raw ^"^{^\\^"model^\\^":^\\^"m^\\^",^\\^"input^\\^":^\\^"50^% ^& more^\\^"^}^"`
    expect(parseCurl(text)).toMatchObject({
      url: 'http://127.0.0.1:4777/v1/responses',
      headers: [{ name: 'content-type', value: 'application/json' }],
      body: '{"model":"m","input":"50% & more"}',
    })
    expect(bodyOf('curl u ^\n -d "{\\"a\\":1}"')).toBe('{"a":1}')
  })
  it('says which files it would read, and reads none', () => {
    expect(parseCurl('curl u -d @-')).toMatchObject({ method: 'POST', body: '', missing: ['-'] })
    expect(parseCurl('curl u -d @body.json')?.missing).toEqual(['body.json'])
  })
  it('skips options that are nothing to a request', () =>
    expect(parseCurl("curl -o out -m 5 --proxy p:1 -X PUT u -A me -d '{}'")).toMatchObject({
      method: 'PUT',
      url: 'u',
      headers: [{ name: 'user-agent', value: 'me' }],
    }))
})

test('other texts are not taken for one', () => {
  for (const text of ['', 'curly', 'a curl x', '{"curl": 1}']) expect(looksLikeCurl(text)).toBe(false)
  expect(parseCurl('wget x')).toBeNull()
})

test('a word in single quotes is read back whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(splitWords(`curl -d '${text.replaceAll("'", "'\\''")}'`)[2]).toBe(text)
    }),
  )
})

test('no text makes it fail or hang', () => {
  const bits = fc.constantFrom("'", '"', '\\', '^', '$', '\n', ' ', '-d', '@', '{', 'x41', '`', '\r')
  fc.assert(fc.property(fc.array(bits), (parts) => void parseCurl(`curl ${parts.join('')}`)))
})
