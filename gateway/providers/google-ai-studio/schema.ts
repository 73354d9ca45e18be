// JSON Schema as Gemini's own `Schema`, an OpenAPI subset (https://ai.google.dev/api/caching#Schema). What that has no word
// for goes as JSON Schema, in the fields the API has for it; only what does not change the meaning is left out.
import { isFields, type Fields } from '#shared/open-responses/canonical'

const kept: ReadonlySet<string> = new Set([
  'title',
  'description',
  'nullable',
  'default',
  'example',
  'required',
  'propertyOrdering',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'pattern',
])
/** Notes to readers. */
const ignored: ReadonlySet<string> = new Set(['$schema', '$id', '$comment', 'examples', 'deprecated', 'readOnly'])
const formats: ReadonlySet<unknown> = new Set(['enum', 'date-time', 'float', 'double', 'int32', 'int64'])

/** Null: `Schema` cannot say it. */
export function toSchema(schema: unknown): Fields | null {
  if (!isFields(schema)) return null
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(schema)) {
    const said = sayKeyword(key, value)
    if (!said) return null
    Object.assign(out, said)
  }
  // The API refuses a value of any type, and a list of anything.
  const isTyped = typeof out['type'] === 'string' && (out['type'].toLowerCase() !== 'array' || 'items' in out)
  return isTyped || 'anyOf' in out ? out : null
}

function sayKeyword(key: string, value: unknown): Fields | null {
  if (ignored.has(key)) return {}
  if (kept.has(key)) return { [key]: value }
  switch (key) {
    case 'type':
      return sayType(value)
    case 'format':
      return formats.has(value) ? { format: value } : {}
    case 'const':
      return sayEnum([value])
    case 'enum':
      return sayEnum(value)
    case 'items': {
      const items = toSchema(value)
      return items && { items }
    }
    case 'properties':
      return sayProperties(value)
    // The API reads "exactly one of" as "any of".
    case 'anyOf':
    case 'oneOf':
      return sayChoice(value)
    // A closed object is closed anyway; a map of values needs JSON Schema.
    case 'additionalProperties':
      return typeof value === 'boolean' ? {} : null
    default:
      return null
  }
}

function sayType(value: unknown): Fields | null {
  if (typeof value === 'string') return { type: value }
  if (!Array.isArray(value)) return null
  const types = value.filter((type) => type !== 'null')
  if (types.length !== 1) return null
  return { type: types[0] as unknown, ...(types.length < value.length ? { nullable: true } : {}) }
}

function sayEnum(value: unknown): Fields | null {
  const isTexts = Array.isArray(value) && value.every((entry) => typeof entry === 'string')
  return isTexts ? { type: 'string', enum: value } : null
}

function sayProperties(value: unknown): Fields | null {
  if (!isFields(value)) return null
  const entries = Object.entries(value).map(([name, schema]) => [name, toSchema(schema)] as const)
  return entries.every(([, schema]) => schema) ? { properties: Object.fromEntries(entries) } : null
}

function sayChoice(value: unknown): Fields | null {
  if (!Array.isArray(value)) return null
  const choices = value.filter((choice) => !(isFields(choice) && choice['type'] === 'null'))
  const schemas = choices.map(toSchema)
  if (schemas.length === 0 || schemas.includes(null)) return null
  return { anyOf: schemas, ...(choices.length < value.length ? { nullable: true } : {}) }
}
