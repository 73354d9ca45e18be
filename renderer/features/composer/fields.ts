// The rows of the form, read from the request's own fields: nested objects become rows of their own, and each row knows by
// which control its value is given.
import type { JsonSchema, RequestField } from '#shared/open-responses/request/fields'
import { choicesOf, propertiesOf, saySchema, shapes, textOf } from './schema'

type Control =
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'number' | 'text' | 'texts' | 'flag' | 'json' | 'model' | 'input' | 'tools' }

export type FormField = {
  readonly path: readonly string[]
  /** As it is written on the wire: `reasoning.effort`. */
  readonly wire: string
  readonly label: string
  readonly group: string
  readonly doc: string
  readonly rule: string
  readonly aliasOf: string | null
  readonly gatewayOnly: boolean
  /** Fields beyond the API's own document are shown on demand. */
  readonly rare: boolean
  readonly required: boolean
  /** What counts when the field is absent, in words; null where nothing is documented. */
  readonly fallback: string | null
  readonly example: string | null
  readonly control: Control
}

const special: Readonly<Record<string, Control>> = {
  model: { kind: 'model' },
  input: { kind: 'input' },
  tools: { kind: 'tools' },
}
/** Said by the group already. */
const saidByGroup = new Set(['provider', 'debug', 'provider_options', 'image_config', 'stream_options'])

export const formFields = (fields: readonly RequestField[]): FormField[] =>
  fields.flatMap((field) => rowsOf(field, field.schema, [field.name]))

function rowsOf(field: RequestField, schema: JsonSchema, path: readonly string[]): FormField[] {
  const only = shapes(schema)
  const inner = only.length === 1 && only[0] ? Object.entries(propertiesOf(only[0])) : []
  if (inner.length > 0 && special[field.name] === undefined) {
    return inner.flatMap(([name, property]) => rowsOf(field, property, [...path, name]))
  }
  const nested = path.length > 1
  const aliasOf = field.aliasOf ?? textOf(schema, 'x-alias-of')
  const documented = nested ? (textOf(schema, 'x-documented-in') ?? field.documentedIn) : field.documentedIn
  const examples = Array.isArray(schema['examples']) ? (schema['examples'] as unknown[]) : []
  return [
    {
      path,
      wire: path.join('.'),
      label: sayLabel(path),
      group: field.group,
      doc: nested ? (textOf(schema, 'description') ?? field.doc) : field.doc,
      rule: saySchema(schema),
      aliasOf,
      gatewayOnly: field.gatewayOnly,
      rare: aliasOf !== null || documented !== 'openapi',
      required: field.required && !nested,
      fallback: schema['default'] === undefined ? null : JSON.stringify(schema['default']).replaceAll('"', ''),
      example: examples.length > 0 ? [examples[0]].flat().join(', ') : null,
      control: special[path.join('.')] ?? controlOf(schema),
    },
  ]
}

function controlOf(schema: JsonSchema): Control {
  const all = shapes(schema)
  const types = new Set(all.map((shape) => shape['type']))
  const values = choicesOf(schema)
  if (types.has('boolean')) return { kind: 'flag' }
  if (types.size === 1 && values.length > 0) return { kind: 'choice', values }
  if (types.size === 1 && types.has('string')) return { kind: 'text' }
  if (types.size === 1 && (types.has('number') || types.has('integer'))) return { kind: 'number' }
  const items = all.length === 1 ? all[0]?.['items'] : undefined
  return { kind: (items as JsonSchema | undefined)?.['type'] === 'string' ? 'texts' : 'json' }
}

/** "Reasoning effort" for `reasoning.effort`, "Max output tokens" for `max_output_tokens`. */
function sayLabel(path: readonly string[]): string {
  const said = path.length > 1 && saidByGroup.has(path[0] ?? '') ? path.slice(1) : path
  const words = said
    .join(' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
    .replaceAll(/\bids?\b/g, (id) => id.toUpperCase().replace('S', 's'))
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Every word of the filter must be found in the row's own words. */
export function matches(field: FormField, filter: string): boolean {
  const text = `${field.label} ${field.wire} ${field.group} ${field.doc} ${field.aliasOf ?? ''}`.toLowerCase()
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** The line at the foot of the form for the row that is looked at. */
export function sayField(field: FormField): readonly string[] {
  const parts = [field.doc, `Must be ${field.rule}.`]
  if (field.fallback !== null) parts.push(`Default ${field.fallback}.`)
  if (field.aliasOf !== null) parts.push(`Another name of ${field.aliasOf}.`)
  if (field.gatewayOnly) parts.push('Read by the gateway only.')
  return parts
}
