// Request checks in the documented order (GATEWAY.md 2.1): JSON, schema, model; unknown parameters only after routing.
import type { ErrorDetail } from '#shared/open-responses/envelope'
import { requestSchema, unknownParameters, type ResponsesRequest } from '#shared/open-responses/request'
import type { Refusal } from './errors'
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
  if (!parsed.success) return refuse(refuseDetails(parsed.error.issues.map((issue) => toDetail(issue, value))))
  if (parsed.data.model.trim() === '') return refuse({ code: 'model_required', description: 'model must not be blank' })
  return { ok: true, request: parsed.data }
}

/** Step 7 of the documented order; null when every top-level parameter is known. */
export function checkParameters(request: ResponsesRequest): Refusal | null {
  const unknown = unknownParameters(request)
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

type Issue = NonNullable<ReturnType<typeof requestSchema.safeParse>['error']>['issues'][number]

/** Issue codes of the schema library are not the wire's words for two of them. */
const keywords: Readonly<Record<string, string>> = {
  invalid_value: 'invalid_enum_value',
  invalid_union: 'invalid_type',
}

function toDetail(issue: Issue, given: unknown): ErrorDetail {
  const found = deepest(issue)
  const { code, path, message: _, ...rest } = found
  const params = Object.fromEntries(
    Object.entries(rest).filter(([key]) => key !== 'input' && key !== 'errors' && key !== 'inst'),
  )
  return {
    message: sayIssue(found, given),
    path: path.map((part) => (typeof part === 'symbol' ? String(part) : part)),
    keyword: keywords[code] ?? code,
    params,
  }
}

/** A union says only that nothing matched; the branch that got furthest says what is wrong. */
function deepest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue
  const inner = issue.errors.flat().map((e) => ({ ...e, path: [...issue.path, ...e.path] }) as Issue)
  const furthest = inner.reduce<Issue | null>((a, b) => (b.path.length > (a ?? issue).path.length ? b : a), null)
  return furthest ? deepest(furthest) : issue
}
