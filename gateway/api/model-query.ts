// The query of `GET /v1/gateway/models` (GATEWAY.md 6.2): every parameter may be repeated, or hold several values with commas
// between them. What it does not know it ignores.

const formats = ['json', 'rss', 'atom'] as const
const availabilities = ['active', 'all'] as const
const defaultLimit = 50
const maxLimit = 250
const maxOffset = 5000

export type ModelQuery = {
  readonly limit: number
  readonly offset: number
  readonly availability: (typeof availabilities)[number]
  readonly format: (typeof formats)[number]
  /** What a model or one of its providers has to be; an empty list: anything. */
  readonly lists: ReturnType<typeof readLists>
}

export type QueryProblem = { readonly message: string; readonly max_offset?: number }

export function parseModelQuery(query: URLSearchParams): ModelQuery | QueryProblem {
  const offset = wholeNumber(query.get('offset')) ?? 0
  if (offset > maxOffset) return { message: `offset must be <= ${maxOffset}`, max_offset: maxOffset }
  const availability = choose(availabilities, query.get('availability'), 'active')
  if (!availability) return { message: `availability must be one of: ${availabilities.join(', ')}` }
  const format = choose(formats, query.get('format'), 'json')
  if (!format) return { message: `format must be one of: ${formats.join(', ')}` }
  if (query.has('privacy') || query.has('privacy_scope'))
    return { message: 'privacy_scope query is no longer supported. Use /models.' }

  const wanted = wholeNumber(query.get('limit'))
  const limit = wanted === null || wanted < 1 ? defaultLimit : Math.min(wanted, maxLimit)
  return { limit, offset, availability, format, lists: readLists(query) }
}

function choose<T extends string>(values: readonly T[], given: string | null, fallback: T): T | null {
  const value = given?.trim().toLowerCase() ?? ''
  return value === '' ? fallback : (values.find((known) => known === value) ?? null)
}

function readLists(query: URLSearchParams) {
  const list = (...names: readonly string[]): readonly string[] =>
    names
      .flatMap((name) => query.getAll(name))
      .flatMap((text) => text.split(','))
      .map((value) => value.trim())
      .filter((value) => value !== '')
  const words = (...names: readonly string[]) => list(...names).map((value) => value.toLowerCase())
  return {
    /** As written; everything else is compared in lower case. */
    model_id: list('model_id', 'id'),
    endpoints: words('endpoints'),
    status: words('status'),
    organisation: words('organisation'),
    input_types: words('input_types', 'input_modalities'),
    output_types: words('output_types', 'output_modalities'),
    params: words('params', 'supported_parameters'),
    provider: words('provider'),
    provider_status: words('provider_status'),
    provider_routing_status: words('provider_routing_status'),
    model_routing_status: words('model_routing_status'),
    capability_status: words('capability_status'),
    provider_availability_status: words('provider_availability_status'),
    provider_availability_reason: words('provider_availability_reason'),
  }
}

const wholeNumber = (text: string | null): number | null => (text !== null && /^\d+$/.test(text) ? Number(text) : null)
