// What a field of the request says about itself besides its type: the text for the reader, its group in the form, its
// alias, who reads it. The notes travel inside the JSON Schema, so that every reader of the schema has them.
import * as z from 'zod'

export const groups = [
  'Model and input',
  'Sampling',
  'Reasoning',
  'Tools',
  'Output',
  'Delivery',
  'Images',
  'Caching and storage',
  'Provider options',
  'Provider routing',
  'Debugging',
  'Metadata',
] as const
export type Group = (typeof groups)[number]

/** The API's OpenAPI document; only its reference page; neither, but accepted. */
export type DocumentedIn = 'openapi' | 'reference' | 'undocumented'

type Notes = {
  /** The field under whose name this one is understood. */
  readonly aliasOf?: string
  /** Read by the gateway and never sent to a provider (GATEWAY.md 3.9). */
  readonly gatewayOnly?: true
  /** Default: the OpenAPI document. */
  readonly documentedIn?: DocumentedIn
  /** What counts when the field is absent; it is never filled in. */
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  /** Stands in the JSON Schema in place of the library's own reading of a check made by hand. */
  readonly enum?: readonly string[]
  readonly not?: unknown
}

/** A nested field with its text. */
export const note = <T extends z.ZodType>(schema: T, description: string, notes: Notes = {}): T => {
  const { aliasOf, gatewayOnly, documentedIn, ...json } = notes
  return schema.meta({
    description,
    ...json,
    ...(aliasOf === undefined ? {} : { 'x-alias-of': aliasOf }),
    ...(gatewayOnly ? { 'x-gateway-only': true } : {}),
    ...(documentedIn === undefined ? {} : { 'x-documented-in': documentedIn }),
  })
}

/** A top-level field: as `note`, in its group of the form. */
export const field = <T extends z.ZodType>(group: Group, schema: T, description: string, notes: Notes = {}): T =>
  note(schema, description, notes).meta({ 'x-group': group, 'x-documented-in': notes.documentedIn ?? 'openapi' })

/** Another spelling of the field before it, with the same shape. */
export const alias = <T extends z.ZodType>(schema: T, aliasOf: string, documentedIn: DocumentedIn = 'reference'): T =>
  note(schema, `Another spelling of \`${aliasOf}\`.`, { aliasOf, documentedIn })

export const text = z.string()
export const flag = z.boolean()
export const tokens = z.number().int()
export const anyObject = z.record(z.string(), z.unknown())

/** Checks of whole objects run beside those of their fields, so that one answer names every fault. */
export const besideFields = {
  when: ({ value }: { readonly value: unknown }) =>
    typeof value === 'object' && value !== null && !Array.isArray(value),
}
