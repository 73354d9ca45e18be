// A value that satisfies a JSON Schema, for simulated tool calls and structured answers. Small and plain: of every choice
// the first, of every range the nearest edge; what it does not understand becomes a word.
import { isFields, type Fields } from '#shared/open-responses/canonical'

const deepest = 8

export function sampleOf(schema: unknown, root: unknown = schema, depth = 0): unknown {
  if (!isFields(schema) || depth > deepest) return depth > deepest ? null : {}
  const known = [schema['const'], schema['default'], first(schema['examples']), first(schema['enum'])]
  const given = known.find((value) => value !== undefined)
  if (given !== undefined) return given
  const reference = schema['$ref']
  if (typeof reference === 'string') return sampleOf(resolve(root, reference), root, depth + 1)
  const choice = first(schema['anyOf']) ?? first(schema['oneOf'])
  if (choice !== undefined) return sampleOf(choice, root, depth + 1)
  const all = schema['allOf']
  if (Array.isArray(all)) return Object.assign({}, ...all.map((part) => sampleOf(part, root, depth + 1))) as unknown
  return sampleOfType(schema, root, depth)
}

function sampleOfType(schema: Fields, root: unknown, depth: number): unknown {
  const type = Array.isArray(schema['type']) ? (schema['type'] as unknown[])[0] : schema['type']
  switch (type) {
    case 'string':
      return sampleText(schema)
    case 'integer':
    case 'number':
      return sampleNumber(schema)
    case 'boolean':
      return true
    case 'null':
      return null
    case 'array': {
      const length = Math.max(1, numberOf(schema['minItems']) ?? 1)
      return Array.from({ length }, () => sampleOf(schema['items'] ?? { type: 'string' }, root, depth + 1))
    }
    default: {
      const properties = Object.entries(isFields(schema['properties']) ? schema['properties'] : {})
      return Object.fromEntries(properties.map(([key, inner]) => [key, sampleOf(inner, root, depth + 1)]))
    }
  }
}

const formats: Readonly<Record<string, string>> = {
  date: '2026-05-06',
  time: '12:00:00Z',
  'date-time': '2026-05-06T12:00:00Z',
  email: 'someone@example.com',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
}

function sampleText(schema: Fields): string {
  const text = formats[String(schema['format'])] ?? 'sample'
  const longest = numberOf(schema['maxLength']) ?? Number.POSITIVE_INFINITY
  return text.padEnd(numberOf(schema['minLength']) ?? 0, '.').slice(0, Math.max(0, longest))
}

function sampleNumber(schema: Fields): number {
  const low = numberOf(schema['minimum']) ?? (numberOf(schema['exclusiveMinimum']) ?? -1) + 1
  const high = numberOf(schema['maximum']) ?? (numberOf(schema['exclusiveMaximum']) ?? Number.MAX_SAFE_INTEGER) - 1
  return Math.max(low, Math.min(1, high))
}

const first = (value: unknown): unknown => (Array.isArray(value) ? (value as unknown[])[0] : undefined)
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

function resolve(root: unknown, reference: string): unknown {
  return reference
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .reduce<unknown>(
      (at, part) => (isFields(at) ? at[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
      root,
    )
}
