// What the gateway changed on the way to a provider, and the rule by which it did (GATEWAY.md 2.2 to 2.5, 3.9, 7.3).
import type { RequestField } from '#shared/open-responses/request/fields'
import { isContainer } from '#shared/diagnostics/patch'
import { parseJson } from '#shared/json'
import { diffJson, type Change } from '#shared/json-diff'

export type GatewayChange = Change & {
  /** In words; null where none is known. */
  readonly rule: string | null
}

export type GatewayChanges = {
  /** The wire format the body was written anew in; null when it stayed the API's own. */
  readonly rewrittenFor: string | null
  readonly changes: readonly GatewayChange[]
}

type Facts = Pick<RequestField, 'name' | 'aliasOf' | 'gatewayOnly'>

/** Null where either body is no JSON. */
export function readChanges(
  client: string,
  upstream: string,
  url: string,
  fields: readonly Facts[],
): GatewayChanges | null {
  const before = parseJson(client)
  const after = parseJson(upstream)
  if (!isContainer(before) || !isContainer(after)) return null
  const rewrittenFor = formatOf(url)
  const changes = diffJson(before, after)
  return { rewrittenFor, changes: changes.map((change) => ({ ...change, rule: ruleOf(change, fields, rewrittenFor) })) }
}

const formats: readonly (readonly [RegExp, string])[] = [
  [/\/chat\/completions$/, 'Chat Completions'],
  [/\/messages$/, 'Anthropic Messages'],
  [/:(?:stream)?generatecontent$/, 'Gemini'],
]

const formatOf = (url: string): string | null => {
  const path = url.replace(/[?#].*$/, '').toLowerCase()
  return formats.find(([pattern]) => pattern.test(path))?.[1] ?? null
}

function ruleOf({ path, kind, before }: Change, fields: readonly Facts[], format: string | null): string | null {
  const [first, second] = path
  const field = fields.find(({ name }) => name === first)
  const isTop = path.length === 1
  if (isTop && first === 'model' && kind === 'changed') return 'the provider’s own name for the model'
  if (isTop && first === 'type' && before === 'response.create')
    return 'names a websocket message, which this is none of'
  if (kind === 'removed' && field?.gatewayOnly === true) return 'read by the gateway, never sent on'
  if (kind === 'removed' && isTop && field?.aliasOf != null) return `another name for ${field.aliasOf}`
  if (kind === 'removed' && isTop && before === null) return 'null asks for nothing'
  if (first === 'stream' || first === 'stream_options') return 'how the gateway reads the answer'
  if (format !== null) return null
  if (kind === 'removed' && isTop && first === 'provider_options') return 'the provider knows them as fields of its own'
  if (first === 'reasoning' && (second === 'enabled' || second === 'max_tokens')) return 'a word of the gateway’s own'
  if (path.at(-1) === 'additionalProperties' || path.at(-1) === 'strict') return 'a strict schema is a closed one'
  if (kind === 'added' && isTop) {
    const alias = fields.find(({ aliasOf }) => aliasOf === first)
    return alias ? 'gathered from its other names' : null
  }
  return null
}
