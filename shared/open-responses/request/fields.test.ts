import { describe, expect, it } from 'vitest'
import { gatewayFields, requestSchema } from '../request'
import { requestFields, requestJsonSchema, type JsonSchema } from './fields'
import { groups } from './notes'

const fields = requestFields()
const names = new Set(fields.map((f) => f.name))

/** Every schema with properties, however deep, with the path that leads to it. */
function nested(schema: JsonSchema, at: string): { at: string; properties: Record<string, JsonSchema> }[] {
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>
  const inner = [
    ...((schema['anyOf'] ?? []) as JsonSchema[]),
    ...(schema['items'] ? [schema['items'] as JsonSchema] : []),
  ]
  return [
    { at, properties },
    ...inner.flatMap((one) => nested(one, at)),
    ...Object.entries(properties).flatMap(([name, one]) => nested(one, `${at}.${name}`)),
  ]
}

describe('the fields of a request as data', () => {
  it('are the schema’s, each with a text and a group, and every group has some', () => {
    expect([...names]).toEqual(Object.keys(requestSchema.shape))
    expect(fields.filter((f) => !groups.includes(f.group) || !/^[A-Z].*\.$/.test(f.doc))).toEqual([])
    expect(groups.filter((group) => !fields.some((f) => f.group === group))).toEqual([])
  })
  it('say which are aliases, and of what', () => {
    const aliases = fields.filter((f) => f.aliasOf !== null)
    expect(aliases.map((f) => [f.name, f.aliasOf])).toContainEqual(['max_tokens', 'max_output_tokens'])
    expect(aliases.filter((f) => !names.has(f.aliasOf ?? ''))).toEqual([])
  })
  it('say which only the gateway reads', () =>
    expect(fields.filter((f) => f.gatewayOnly).map((f) => f.name)).toEqual(gatewayFields))
  it('carry type, range, choices and default', () => {
    const of = (name: string) => fields.find((f) => f.name === name)?.schema
    expect(of('temperature')).toEqual({ anyOf: [{ type: 'number', minimum: 0, maximum: 2 }, { type: 'null' }] })
    expect(of('truncation')).toMatchObject({
      anyOf: [{ enum: ['auto', 'disabled'] }, { type: 'null' }],
      default: 'disabled',
    })
    expect(fields.filter((f) => f.required).map((f) => f.name)).toEqual(['model'])
  })
  it('are plain data', () => expect(JSON.parse(JSON.stringify(fields))).toEqual(fields))
})

describe('the JSON Schema of a request', () => {
  it('has a text at every field, however deep', () => {
    const silent = nested(requestJsonSchema(), 'request').flatMap(({ at, properties }) =>
      Object.entries(properties).flatMap(([name, one]) => (one['description'] ? [] : [`${at}.${name}`])),
    )
    expect(silent).toEqual([])
  })
  it('demands one of the two names of the input', () =>
    expect(requestJsonSchema()['anyOf']).toEqual([{ required: ['input'] }, { required: ['input_items'] }]))
})
