import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rewriteJson, type JsonVisitor } from './json-text'

const nothing: JsonVisitor = { replace: () => null, text: (value) => value }

describe('JSON that nothing is changed in', () => {
  it('stays as it was written', () => {
    const text = '\n{ "a" : 1.0,\t"a":1e400, "b":[ ] ,"c":{ "\\u0041":"\\/\\u00e9\\"" },"d":[true ,null,-0]}\n'
    expect(rewriteJson(text, nothing)).toBe(text)
  })
  it('whatever it is', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(0, 1, 4), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent)
        if (/^\s*[{[]/.test(text)) expect(rewriteJson(text, nothing)).toBe(text)
        else expect(rewriteJson(text, nothing)).toBeNull()
      }),
    )
  })
  it('what is no JSON is not rewritten', () => {
    for (const text of ['', 'text', '"a"', '12', '{', '[1,]', '{"a":1} x', "{'a':1}"])
      expect(rewriteJson(text, nothing)).toBeNull()
  })
})

describe('texts are changed where they stand', () => {
  it('names of fields too, with their places', () => {
    const seen: string[] = []
    const text = '{"a":["x",{"b":"y"}],"c":"x"}'
    const changed = rewriteJson(text, {
      replace: () => null,
      text: (value, path) => {
        seen.push(`${path.join('.')}=${value}`)
        return value === 'x' ? '"new"\n' : value
      },
    })
    expect(changed).toBe('{"a":["\\"new\\"\\n",{"b":"y"}],"c":"\\"new\\"\\n"}')
    expect(seen).toEqual(['=a', 'a.0=x', 'a.1=b', 'a.1.b=y', '=c', 'c=x'])
  })
  it('as JSON.parse would find them', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (json) => {
        if (!/^\s*[{[]/.test(json)) return
        const upper = (value: unknown): unknown =>
          typeof value === 'string'
            ? `${value}!`
            : Array.isArray(value)
              ? value.map(upper)
              : typeof value === 'object' && value !== null
                ? Object.fromEntries(Object.entries(value).map(([name, member]) => [`${name}!`, upper(member)]))
                : value
        const changed = rewriteJson(json, { replace: () => null, text: (value) => `${value}!` })
        expect(JSON.parse(changed ?? '')).toEqual(upper(JSON.parse(json)))
      }),
    )
  })
  it('whole values are replaced without a look inside', () => {
    const seen: unknown[] = []
    const text = '{"a": {"b":["}",{"c":"\\"]"}]} ,"d":[1,2] , "e":-1.5e3,"f":"x"}'
    const changed = rewriteJson(text, {
      replace: ([name]) => (name === undefined || name === 'f' ? null : (json) => (seen.push(json), '0')),
      text: (value) => value,
    })
    expect(changed).toBe('{"a": 0 ,"d":0 , "e":0,"f":"x"}')
    expect(seen).toEqual(['{"b":["}",{"c":"\\"]"}]}', '[1,2]', '-1.5e3'])
  })
  it('what lies too deep to be looked at does not pass', () => {
    const deep = `${'['.repeat(5_000)}"secret"${']'.repeat(5_000)}`
    expect(rewriteJson(deep, nothing)).not.toContain('secret')
    expect(() => JSON.parse(rewriteJson(deep, nothing) ?? '')).not.toThrow()
  })
})
