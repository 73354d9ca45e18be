// The draft as everything on this screen reads it: one object a change, worked out once however many panes ask.
import { useMemo } from 'react'
import type { RequestSchema } from '#shared/contract/commands'
import { useDraft } from '../../state/draft'
import { useRequestSchema } from '../../state/request-schema'
import { useStore } from '../../state/store'
import { useTarget } from '../../state/target'
import { checkRequest, type Issue } from './check'
import { parseBody, type Json } from '../../views/document'
import { formFields, type FormField } from './fields'
import type { Rule } from '../../views/rules'
import { preflight, type Gateway } from './preflight'

const none: RequestSchema = { fields: [], schema: {} }
let rows: { readonly of: RequestSchema; readonly fields: readonly FormField[] } = { of: none, fields: [] }

/** The rows of the form: made once for each schema. */
export function readFields(schema: RequestSchema): readonly FormField[] {
  if (rows.of !== schema) rows = { of: schema, fields: formFields(schema.fields) }
  return rows.fields
}

/** Of the draft alone: the document's own memory is of whatever text was read last. */
let parsed: { readonly text: string; readonly body: Json | null } = { text: '', body: null }

function readBody(text: string): Json | null {
  if (parsed.text !== text) parsed = { text, body: parseBody(text) }
  return parsed.body
}

let last: { readonly text: string; readonly of: RequestSchema; readonly issues: readonly Issue[] } | null = null

export function readIssues(text: string, schema: RequestSchema): readonly Issue[] {
  if (last?.text === text && last.of === schema) return last.issues
  const body = readBody(text)
  last = { text, of: schema, issues: body === null ? [] : checkRequest(body, schema.schema) }
  return last.issues
}

export const useSchema = (): RequestSchema => useRequestSchema() ?? none

export const useBody = (): Json | null => readBody(useDraft((state) => state.body))

export const useIssues = (): readonly Issue[] => {
  const text = useDraft((state) => state.body)
  return readIssues(text, useSchema())
}

export function useRules(): readonly Rule[] {
  const transport = useDraft((state) => state.transport)
  const body = useDraft((state) => state.body)
  const status = useStore((state) => state.status)
  const models = useStore((state) => state.models)
  const schema = useSchema()
  const issues = useIssues()
  const { isLocal, problem } = useTarget()
  const gateway = useMemo(
    (): Gateway => ({
      profile: status?.profile ?? 'documented',
      bridge: status?.websocketBridge ?? false,
      // Another gateway has models of its own.
      models: isLocal ? models.map(({ id }) => id) : [],
      fields: schema.fields.map(({ name }) => name),
      problem,
    }),
    [status, models, schema, isLocal, problem],
  )
  return useMemo(() => preflight({ transport, body }, issues, gateway), [transport, body, issues, gateway])
}
