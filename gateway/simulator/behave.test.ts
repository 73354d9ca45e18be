import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { behave } from './behave'
import { sampleOf } from './sample'

const weather = {
  type: 'function',
  name: 'get_weather',
  parameters: { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 2 } } },
}
const call = { kind: 'call', name: 'get_weather', args: { city: 'sample', days: 2 } }

describe('the plain simulated model', () => {
  it('quotes the question', () =>
    expect(behave({ input: [{ role: 'user', content: [{ type: 'input_text', text: 'Why?' }] }] })).toMatchObject({
      kind: 'text',
      text: expect.stringContaining('You asked: “Why?”') as string,
    }))
  it('calls the tool the question is about', () =>
    expect(behave({ input: 'What’s the weather like in Oslo?', tools: [weather] })).toEqual(call))
  it('calls no tool unasked: an agent’s tools may do anything', () =>
    expect(behave({ input: 'Hello', tools: [weather] }).kind).toBe('text'))
  it('calls the one it is told to, the first when any will do, none when it must not', () => {
    const other = { type: 'function', name: 'other' }
    const tools = [other, weather]
    expect(behave({ input: 'Hello', tools, tool_choice: { type: 'function', name: 'get_weather' } })).toEqual(call)
    expect(behave({ input: 'Hello', tools, tool_choice: 'required' })).toMatchObject({ name: 'other' })
    expect(behave({ input: 'weather?', tools, tool_choice: 'none' }).kind).toBe('text')
  })
  it('reports what a tool answered', () => {
    const input = [
      { role: 'user', content: 'weather?' },
      { type: 'function_call', call_id: 'c', name: 'get_weather', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c', output: '3 degrees' },
    ]
    expect(behave({ input, tools: [weather] })).toEqual({ kind: 'text', text: 'The tool answered: 3 degrees' })
  })
  it('fills the schema it is given', () => {
    const schema = { type: 'object', properties: { ok: { type: 'boolean' } } }
    const text = { format: { type: 'json_schema', name: 'x', schema } }
    expect(behave({ input: 'Hello', text })).toEqual({ kind: 'json', value: { ok: true } })
  })
  it('reads anything', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => void behave(fields)))
  })
})

describe('a sample satisfies its schema', () => {
  const tree: z.ZodType = z.object({ name: z.string(), children: z.array(z.object({ n: z.number().min(5) })) })
  it.each<readonly [string, z.ZodType]>([
    ['nested', tree],
    ['bounds', z.object({ a: z.number().int().min(3).max(4), b: z.string().min(9), c: z.string().max(2) })],
    ['enums and constants', z.object({ e: z.enum(['x', 'y']), l: z.literal(7) })],
    ['unions', z.union([z.object({ kind: z.literal('a') }), z.string()])],
    ['formats', z.object({ at: z.iso.datetime(), id: z.uuid(), mail: z.email() })],
    ['nothing and truth', z.object({ n: z.null(), t: z.boolean() })],
  ])('%s', (_, schema) => expect(schema.safeParse(sampleOf(z.toJSONSchema(schema))).success).toBe(true))
  it('follows references, also circular ones, to an end', () => {
    const schema = {
      $ref: '#/$defs/node',
      $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } } } },
    }
    expect(JSON.stringify(sampleOf(schema))).toContain('null')
  })
})
