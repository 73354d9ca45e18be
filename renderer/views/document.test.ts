import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  moveItem,
  parseBody,
  readModel,
  removeAt,
  renameKey,
  setAt,
  setModel,
  setScenario,
  setTransport,
  tidy,
  valueAt,
} from './document'

const body = (text: string) => JSON.parse(text) as unknown

describe('an edit is a patch: all it does not name stays as it was written', () => {
  const odd = '{\n    "zeta" : [1,2],\n\n    "model":"m",   "mine": { "kept":1e3 }\n}'
  it('changes one value and nothing else', () => expect(setAt(odd, ['model'], 'n')).toBe(odd.replace('"m"', '"n"')))
  it('adds a field at the end, in lines where there are lines', () => {
    expect(setAt(odd, ['store'], false).startsWith(odd.slice(0, -2))).toBe(true)
    expect(setAt('{"a":1}', ['b'], 2)).toBe('{"a":1,"b": 2}')
    expect(setAt('{}', ['b'], 2)).toBe('{\n  "b": 2\n}')
  })
  it('makes missing parents, and takes away those that become empty', () => {
    const text = setAt('{"a":1}', ['provider', 'only'], ['x'])
    expect(body(text)).toEqual({ a: 1, provider: { only: ['x'] } })
    expect(removeAt(text, ['provider', 'only'])).toBe('{"a":1}')
  })
  it('replaces a parent that cannot hold a field', () =>
    expect(body(setAt('{"reasoning":null}', ['reasoning', 'effort'], 'low'))).toEqual({ reasoning: { effort: 'low' } }))
  it('renames a key in its place', () =>
    expect(renameKey('{ "temprature" : 1.50 }', 'temprature', 'temperature')).toBe('{ "temperature" : 1.50 }'))
  it('moves an item of a list', () => {
    expect(body(moveItem('{"input":[1,2,3]}', ['input'], 2, 0))).toEqual({ input: [3, 1, 2] })
    expect(moveItem('{"input":[1]}', ['input'], 0, 1)).toBe('{"input":[1]}')
  })
  it('lays out anew without touching what is written', () =>
    expect(tidy('{"a":1.50,"b":[]}')).toBe('{\n  "a": 1.50,\n  "b": []\n}'))
})

test('what was set is read back, whatever else the document holds', () => {
  const key = fc.string({ minLength: 1 }).filter((name) => name !== '__proto__')
  fc.assert(
    fc.property(
      fc.dictionary(key, fc.jsonValue()),
      key,
      fc.jsonValue(),
      fc.boolean(),
      (object, name, value, spread) => {
        const text = JSON.stringify(object, null, spread ? 2 : 0)
        const written = setAt(text, [name], value)
        const { [name]: _old, ...others } = object
        const { [name]: now, ...rest } = body(written) as Record<string, unknown>
        expect(now).toEqual(body(JSON.stringify(value)))
        expect(rest).toEqual(body(JSON.stringify(others)))
        expect(valueAt(body(removeAt(written, [name])), [name])).toBeUndefined()
      },
    ),
  )
})

describe('a change of transport changes the keys that belong to it', () => {
  const http = '{"model":"m","stream":true,"input":"x"}'
  test('to a socket and back', () => {
    const socket = setTransport(http, 'websocket')
    expect(socket).toBe('{"type": "response.create","model":"m","input":"x"}')
    expect(body(setTransport(socket, 'sse'))).toEqual({ model: 'm', input: 'x', stream: true })
    expect(setTransport(socket, 'json')).toBe('{"model":"m","input":"x"}')
  })
  test('a foreign type is not ours to remove', () => {
    expect(setTransport('{"type":"odd"}', 'json')).toBe('{"type":"odd"}')
  })
})

describe('a scenario is one key of the metadata', () => {
  test('written beside other keys, and removed without a trace', () => {
    const text = setScenario('{"model":"m","metadata":{"mine":"1"}}', 'slow')
    expect(body(text)).toEqual({ model: 'm', metadata: { mine: '1', gatescope_scenario: 'slow' } })
    expect(setScenario(text, null)).toBe('{"model":"m","metadata":{"mine":"1"}}')
    expect(body(setScenario(setScenario('{}', 'slow'), null))).toEqual({})
  })
})

test('the model is set in place, or first', () => {
  expect(setModel('{"input":"x","model":"a"}', 'b')).toBe('{"input":"x","model":"b"}')
  expect(setModel('{"input":"x"}', 'b')).toBe('{"model": "b","input":"x"}')
})

test.each(['', '{', '[1]', '"text"', 'null'])('%j is left as it is', (text) => {
  expect(parseBody(text)).toBeNull()
  expect(setTransport(text, 'sse')).toBe(text)
  expect(setModel(text, 'm')).toBe(text)
  expect(setScenario(text, 's')).toBe(text)
  expect(removeAt(text, ['a'])).toBe(text)
  expect(renameKey(text, 'a', 'b')).toBe(text)
  expect(tidy(text)).toBe(text)
  expect(readModel(text)).toBeNull()
})
