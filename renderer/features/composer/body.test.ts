import { describe, expect, test } from 'vitest'
import { parseBody, readModel, readScenario, setModel, setScenario, setTransport } from './body'

const body = (text: string) => JSON.parse(text) as unknown

describe('a change of transport changes the keys that belong to it', () => {
  const http = '{"model":"m","stream":true,"input":"x"}'
  test('to a socket and back', () => {
    const socket = setTransport(http, 'websocket')
    expect(body(socket)).toEqual({ type: 'response.create', model: 'm', input: 'x' })
    expect(body(setTransport(socket, 'sse'))).toEqual({ model: 'm', input: 'x', stream: true })
    expect(body(setTransport(socket, 'json'))).toEqual({ model: 'm', input: 'x' })
  })
  test('a foreign type is not ours to remove', () => {
    expect(body(setTransport('{"type":"odd"}', 'json'))).toEqual({ type: 'odd' })
  })
})

describe('a scenario is one key of the metadata', () => {
  test('written beside other keys, and removed without a trace', () => {
    const text = setScenario('{"model":"m","metadata":{"mine":"1"}}', 'slow')
    expect(body(text)).toEqual({ model: 'm', metadata: { mine: '1', gatescope_scenario: 'slow' } })
    expect(readScenario(text)).toBe('slow')
    expect(body(setScenario(text, null))).toEqual({ model: 'm', metadata: { mine: '1' } })
    expect(body(setScenario(setScenario('{}', 'slow'), null))).toEqual({})
  })
})

test('the model is set in place, or first', () => {
  expect(setModel('{"input":"x","model":"a"}', 'b')).toBe('{\n  "input": "x",\n  "model": "b"\n}')
  expect(readModel(setModel('{"input":"x"}', 'b'))).toBe('b')
})

test.each(['', '{', '[1]', '"text"', 'null'])('%j is left as it is', (text) => {
  expect(parseBody(text)).toBeNull()
  expect(setTransport(text, 'sse')).toBe(text)
  expect(setModel(text, 'm')).toBe(text)
  expect(setScenario(text, 's')).toBe(text)
  expect(readModel(text)).toBeNull()
  expect(readScenario(text)).toBeNull()
})
