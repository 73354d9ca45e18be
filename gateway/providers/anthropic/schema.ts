// A JSON Schema as Anthropic's structured outputs take it: every object closed, and no keyword they refuse. What is taken
// out stays readable for the model, in the description.
import { isFields, type Fields } from '#shared/open-responses/canonical'

const refused: ReadonlySet<string> = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'patternProperties',
])
const maps: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions'])

export function narrowSchema(schema: Fields): Fields {
  const kept: Record<string, unknown> = {}
  const dropped: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(schema)) {
    const isRefused = refused.has(key) || (key === 'minItems' && typeof value === 'number' && value > 1)
    if (isRefused) dropped[key] = value
    else if (maps.has(key) && isFields(value))
      kept[key] = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, narrow(inner)]))
    else if (key === 'items') kept[key] = narrow(value)
    // One of several is not known there; any of several is the closest.
    else if (key === 'oneOf' || key === 'anyOf' || key === 'allOf')
      kept[key === 'oneOf' ? 'anyOf' : key] = Array.isArray(value) ? value.map(narrow) : value
    else kept[key] = value
  }
  if (isObject(schema)) kept['additionalProperties'] = false
  if (Object.keys(dropped).length > 0)
    kept['description'] = [schema['description'], JSON.stringify(dropped)].filter(Boolean).join('\n')
  return kept
}

const narrow = (value: unknown): unknown => (isFields(value) ? narrowSchema(value) : value)

const isObject = ({ type, properties }: Fields): boolean =>
  type === 'object' || isFields(properties) || (Array.isArray(type) && type.includes('object'))
