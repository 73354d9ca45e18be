// Request checks in the documented order (GATEWAY.md 2.1): JSON, schema, model; unknown parameters only after routing.
import type { ErrorDetail } from '#shared/open-responses/envelope'
import { requestSchema, unknownParameters, type ResponsesRequest } from '#shared/open-responses/request'
import type { Profile } from '../config/schema'
import type { Refusal } from './errors'
import { expandUnion, missesKind, type Issue } from './issues'
import { sayIssue } from './say-issue'

export type Checked =
  | { readonly ok: true; readonly request: ResponsesRequest }
  | { readonly ok: false; readonly refusal: Refusal }

export function checkRequest(text: string): Checked {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return refuse({ code: 'invalid_json', description: `The request body is not JSON: ${(error as Error).message}` })
  }
  const parsed = requestSchema.safeParse(value)
  if (!parsed.success) {
    const issues = parsed.error.issues.flatMap((issue) => expandUnion(issue, value))
    return refuse(refuseDetails(issues.map((issue) => toDetail(issue, value))))
  }
  if (parsed.data.model.trim() === '') return refuse({ code: 'model_required', description: 'model must not be blank' })
  return { ok: true, request: parsed.data }
}

/**
 * Step 7 of the documented order; null when every top-level parameter may stay. Third-party clients declare fields of
 * their own (`client_metadata` and the like): in the profile made for them these are no reason to refuse, and a provider
 * that speaks the same API is sent them (PROTOCOL.md 8.4). `n` is refused in both: fewer answers than asked for would go
 * unnoticed (GATEWAY.md 2.3).
 */
export function checkParameters(request: ResponsesRequest, profile: Profile): Refusal | null {
  const unknown = unknownParameters(request).filter((key) => profile === 'documented' || key === 'n')
  if (unknown.length === 0) return null
  return refuseDetails(
    unknown.map((key) => ({ message: `Unknown parameter: ${key}`, path: [key], keyword: 'unknown_param', params: {} })),
  )
}

export function refuseDetails(details: readonly ErrorDetail[], extra: Refusal['extra'] = {}): Refusal {
  const first = details[0]
  const at = first && first.path.length > 0 ? ` at ${first.path.join('.')}` : ''
  return {
    code: 'validation_error',
    description: `${first?.message ?? 'Invalid request'}${at}`,
    extra: { details, ...extra },
  }
}

const refuse = (refusal: Refusal): Checked => ({ ok: false, refusal })

/** The schema library's words that are not the wire's. */
const keywords: Readonly<Record<string, string>> = {
  invalid_value: 'invalid_enum_value',
  invalid_union: 'invalid_type',
  invalid_format: 'invalid_string',
}

function toDetail(issue: Issue, given: unknown): ErrorDetail {
  const { code, path, message: _message, input: _input, inst: _inst, errors: _errors, ...params } = issue
  const isKind = code === 'invalid_value' && missesKind(issue, given)
  return {
    message: sayIssue(issue, given),
    path: path.map((part) => (typeof part === 'symbol' ? String(part) : part)),
    keyword: isKind ? 'invalid_type' : (keywords[code] ?? code),
    params,
  }
}
