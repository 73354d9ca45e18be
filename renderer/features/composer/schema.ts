// Reading the request's JSON Schema: which shapes a value may have, and how a shape is said in words.
import type { JsonSchema } from '#shared/open-responses/request/fields'
import { isObject, type Path } from '../../views/document'

/** Every shape the schema allows, one plain schema each. Null is left out: it means the same as not being there. */
export function shapes(schema: JsonSchema): JsonSchema[] {
  const inner = schema['anyOf']
  if (Array.isArray(inner)) return inner.flatMap((one) => shapes(one as JsonSchema))
  const type = schema['type']
  const types = Array.isArray(type) ? (type as string[]) : [type]
  return types.filter((one) => one !== 'null').map((one) => (one === undefined ? schema : { ...schema, type: one }))
}

export const allowsNull = (schema: JsonSchema): boolean =>
  schema['type'] === 'null' ||
  (Array.isArray(schema['type']) && schema['type'].includes('null')) ||
  (Array.isArray(schema['anyOf']) && schema['anyOf'].some((one) => allowsNull(one as JsonSchema)))

export const propertiesOf = (schema: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  (schema['properties'] ?? {}) as Record<string, JsonSchema>

export const choicesOf = (schema: JsonSchema): readonly string[] =>
  shapes(schema).flatMap((shape) => (Array.isArray(shape['enum']) ? (shape['enum'] as string[]) : []))

export const textOf = (schema: JsonSchema, keyword: string): string | null =>
  typeof schema[keyword] === 'string' ? schema[keyword] : null

/** The schemas that describe what is at this place of the document; several when shapes differ, none when it is free. */
export function schemasAt(root: JsonSchema, path: Path): JsonSchema[] {
  return path.reduce<JsonSchema[]>((schemas, key) => schemas.flatMap((schema) => stepInto(schema, key)), [root])
}

function stepInto(schema: JsonSchema, key: string | number): JsonSchema[] {
  const inner = shapes(schema).flatMap((shape) => {
    if (typeof key === 'number') return isObject(shape['items']) ? [shape['items']] : []
    const property = propertiesOf(shape)[key]
    return property ? [property] : []
  })
  const own = propertiesOf(schema)[String(key)]
  return inner.length === 0 && own ? [own] : inner
}

/** JavaScript's own limit of whole numbers is no rule of the field. */
const limit = (value: unknown): number | null =>
  typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

function sayShape(shape: JsonSchema): string {
  const values = choicesOf(shape)
  if (values.length > 0) return values.length === 1 ? `${values[0]}` : `one of ${values.join(', ')}`
  const type = textOf(shape, 'type') ?? ''
  if (type === 'string') return sayLength(shape)
  if (type !== 'number' && type !== 'integer') return kinds[type] ?? 'anything'
  const [min, max] = [limit(shape['minimum']), limit(shape['maximum'])]
  const whole = type === 'integer' ? 'a whole number ' : ''
  if (min !== null && max !== null) return `${whole}between ${min} and ${max}`
  if (min !== null) return `${whole || 'a number '}of ${min} or more`
  return kinds[type] ?? 'a number'
}

function sayLength(shape: JsonSchema): string {
  const [min, max] = [limit(shape['minLength']), limit(shape['maxLength'])]
  if (shape['format'] === 'uri') return 'an address'
  if (max !== null) return `a text of ${min ?? 0} to ${max} characters`
  return min !== null && min > 0 ? 'a text that is not empty' : 'a text'
}

/** "between 0 and 2", or "a text, a list or an object". */
export function saySchema(schema: JsonSchema): string {
  const said = [...new Set(shapes(schema).map(sayShape))]
  const last = said.pop() ?? 'anything'
  return said.length === 0 ? last : `${said.join(', ')} or ${last}`
}
