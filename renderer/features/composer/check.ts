// Holds a document against the request's schema and says what is wrong in words: field, rule, what came (GATEWAY.md 2.2).
import type { JsonSchema } from '#shared/open-responses/request/fields'
import { isObject, type Json, type Path } from '../../views/document'
import { allowsNull, propertiesOf, saySchema, shapes } from './schema'

export type Issue = { readonly path: Path; readonly kind: 'invalid' | 'missing' | 'unknown'; readonly message: string }

export const writePath = (path: Path): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`),
    '',
  )

export function checkRequest(body: Json, schema: JsonSchema): Issue[] {
  const issues = Object.keys(propertiesOf(schema)).length === 0 ? [] : checkObject(body, schema, [])
  const known = propertiesOf(schema)
  for (const key of Object.keys(body)) {
    if (Object.hasOwn(known, key) || key === 'type') continue
    issues.push({ path: [key], kind: 'unknown', message: `${key} is not a field of the API.` })
  }
  return issues
}

function check(value: unknown, schema: JsonSchema, path: Path): Issue[] {
  if (value === null && allowsNull(schema)) return []
  const all = shapes(schema)
  const alike = all.filter((shape) => hasType(value, shape))
  const meant = alike.filter((shape) => names(value, shape))
  const tried = (meant.length > 0 ? meant : alike).map((shape) => checkShape(value, shape, path))
  if (all.length === 0 || tried.some((issues) => issues.length === 0)) return []
  // The shape in which the fault lies deepest is the one that was meant.
  const best = tried.reduce<Issue[] | null>((a, b) => (a === null || depth(b) > depth(a) ? b : a), null)
  return best ?? [invalid(value, schema, path)]
}

/** Tools and other objects of several kinds say in their `type` which they are. */
const names = (value: unknown, shape: JsonSchema): boolean => {
  const type = propertiesOf(shape)['type']
  return isObject(value) && type !== undefined && typeof value['type'] === 'string' && fits(value['type'], type)
}

const depth = (issues: readonly Issue[]): number => Math.min(...issues.map((issue) => issue.path.length))

const invalid = (value: unknown, schema: JsonSchema, path: Path): Issue => ({
  path,
  kind: 'invalid',
  message: `${writePath(path)} must be ${saySchema(schema)}. You sent ${sayValue(value)}.`,
})

function sayValue(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (isObject(value)) return 'an object'
  if (value === '') return 'an empty text'
  const text = JSON.stringify(value)
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

function hasType(value: unknown, shape: JsonSchema): boolean {
  switch (shape['type']) {
    case 'string':
      return typeof value === 'string'
    case 'number':
    case 'integer':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isObject(value)
    default:
      return true
  }
}

function checkShape(value: unknown, shape: JsonSchema, path: Path): Issue[] {
  if (!fits(value, shape)) return [invalid(value, shape, path)]
  if (Array.isArray(value) && isObject(shape['items'])) {
    const items = shape['items']
    return value.flatMap((item, index) => check(item, items, [...path, index]))
  }
  return isObject(value) ? checkObject(value, shape, path) : []
}

function fits(value: unknown, shape: JsonSchema): boolean {
  const within = (size: number, min: unknown, max: unknown) =>
    !(typeof min === 'number' && size < min) && !(typeof max === 'number' && size > max)
  if (Array.isArray(shape['enum']) && !shape['enum'].includes(value)) return false
  if (isObject(shape['not']) && Array.isArray(shape['not']['enum']) && shape['not']['enum'].includes(value))
    return false
  if (typeof value === 'number') {
    return within(value, shape['minimum'], shape['maximum']) && (shape['type'] !== 'integer' || Number.isInteger(value))
  }
  if (typeof value !== 'string') return true
  const text = shape['maxLength'] === undefined ? value : value.trim()
  return (
    within(text.length, shape['minLength'], shape['maxLength']) && (shape['format'] !== 'uri' || URL.canParse(value))
  )
}

function checkObject(value: Json, shape: JsonSchema, path: Path): Issue[] {
  const known = propertiesOf(shape)
  const others = shape['additionalProperties']
  const issues = missing(value, shape).map((key): Issue => {
    const at = [...path, key]
    return { path: at, kind: 'missing', message: `${writePath(at)} is missing.` }
  })
  for (const [key, inner] of Object.entries(value)) {
    const at = [...path, key]
    const schema = Object.hasOwn(known, key) ? known[key] : isObject(others) ? others : undefined
    if (schema) issues.push(...check(inner, schema, at))
    else if (others === false)
      issues.push({ path: at, kind: 'unknown', message: `${writePath(at)} is not allowed here.` })
  }
  return issues
}

function missing(value: Json, shape: JsonSchema): string[] {
  const required = (shape['required'] ?? []) as string[]
  const either = ((shape['anyOf'] ?? []) as JsonSchema[]).flatMap((one) => (one['required'] ?? []) as string[])
  const absent = required.filter((key) => value[key] === undefined)
  const first = either[0]
  return first !== undefined && either.every((key) => value[key] === undefined) ? [...absent, first] : absent
}
