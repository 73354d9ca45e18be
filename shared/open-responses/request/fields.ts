// The request's fields as plain data, for readers without the schema library: the editor's completion and the form.
import * as z from 'zod'
import { requestSchema } from '../request'
import type { DocumentedIn, Group } from './notes'

export type JsonSchema = { readonly [keyword: string]: unknown }

export type RequestField = {
  readonly name: string
  readonly group: Group
  readonly doc: string
  /** The field under whose name this one is understood; null for a field that stands for itself. */
  readonly aliasOf: string | null
  /** Read by the gateway and never sent to a provider. */
  readonly gatewayOnly: boolean
  readonly documentedIn: DocumentedIn
  readonly required: boolean
  /** Its type, range and nested fields. */
  readonly schema: JsonSchema
}

/** The whole request as one JSON Schema, the notes included. */
export const requestJsonSchema = (): JsonSchema => z.toJSONSchema(requestSchema, { io: 'input' }) as JsonSchema

export function requestFields(): readonly RequestField[] {
  const { properties, required } = requestJsonSchema() as {
    properties: Record<string, JsonSchema>
    required: readonly string[]
  }
  return Object.entries(properties).map(([name, property]) => {
    const {
      description,
      'x-group': group,
      'x-alias-of': aliasOf = null,
      'x-gateway-only': gatewayOnly = false,
      'x-documented-in': documentedIn,
      ...schema
    } = property
    return {
      name,
      group: group as Group,
      doc: description as string,
      aliasOf: aliasOf as string | null,
      gatewayOnly: gatewayOnly as boolean,
      documentedIn: documentedIn as DocumentedIn,
      required: required.includes(name),
      schema,
    }
  })
}
