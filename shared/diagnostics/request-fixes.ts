// What makes the gateway accept a request it refused before asking anybody: a change for each detail of a validation error
// (GATEWAY.md 2.9), and for the refusals that have a code of their own.
import { field } from '#shared/json'
import { nearest } from '#shared/nearest'
import type { Action, Detail, Facts } from '#shared/diagnostics/explanation'
import {
  findValue,
  lengthNames,
  removeFaults,
  removeOptions,
  removeParameter,
  removeTools,
  type Documents,
} from '#shared/diagnostics/documents'
import { asNumber, asText } from '#shared/diagnostics/fields'
import { change, elsewhere } from '#shared/diagnostics/actions'
import { removeAt, setAt, valueAt, type Patch } from '#shared/diagnostics/patch'
import { clip } from '#shared/diagnostics/words'

/** In words and as a patch; without a patch the words are advice. */
export type Mending = { readonly words: string; readonly patch: Patch }

const required: ReadonlySet<string> = new Set(['model', 'input'])
const removable: ReadonlySet<string> = new Set([
  'unknown_param',
  'unsupported_param',
  'unsupported_param_combo',
  'unsupported_parameter',
  'unrecognized_keys',
  'unsupported_routing_filter',
])

/** Null: only a person can know what was meant. */
export function mendDetail({ path, keyword, params, message }: Detail, request: unknown): Mending | null {
  const name = path.join('.')
  const bound = asNumber(keyword === 'too_big' ? params['maximum'] : keyword === 'too_small' ? params['minimum'] : null)
  const isThere = path.length > 0 && valueAt(request, path) !== undefined
  if (isThere && bound !== null && typeof valueAt(request, path) === 'number') {
    const fits = params['inclusive'] === false ? bound + (keyword === 'too_big' ? -1 : 1) : bound
    return { words: `Set ${name} to ${fits}.`, patch: setAt(request, path, fits) }
  }
  if (keyword === 'max_tokens_exceeded') return mendLength(request, asNumber(params['limit']))
  if (keyword === 'require_parameters_unsatisfied') {
    const patch = removeOptions(request, ['require_parameters', 'requireParameters'])
    return patch.length > 0 ? { words: 'Do not require that every parameter is supported.', patch } : null
  }
  if (keyword === 'provider_qualified_model_conflict') {
    const patch = removeOptions(request, ['only'])
    return patch.length > 0
      ? { words: 'Leave out the only list: the model’s name already says which provider.', patch }
      : null
  }
  const values = Array.isArray(params['values'])
    ? (params['values'] as unknown[]).filter((v) => typeof v === 'string')
    : []
  const written = asText(valueAt(request, path))
  if (written !== null && values.length > 0) {
    const meant = nearest(written, values)
    return { words: `Set ${name} to ${meant}.`, patch: setAt(request, path, meant) }
  }
  return mendByRemoval({ path, keyword, params, message }, request)
}

function mendByRemoval({ path, keyword, params }: Detail, request: unknown): Mending | null {
  const name = path.join('.')
  const isOptional = path.length === 1 && !required.has(String(path[0]))
  const isSafe = removable.has(keyword ?? '') || isOptional || path.at(-1) === 'phase'
  if (!isSafe) return null
  const direct = removeAt(request, path)
  const patch = direct.length > 0 ? direct : removeParameter(request, asText(params['param']) ?? name)
  return patch.length > 0 ? { words: `Leave out ${clip(name, 80)}.`, patch } : null
}

function mendLength(request: unknown, limit: number | null): Mending | null {
  const given = lengthNames.filter((name) => valueAt(request, [name]) !== undefined)
  if (limit === null || given.length === 0) return null
  return {
    words: `Ask for at most ${limit} output tokens.`,
    patch: given.flatMap((name) => setAt(request, [name], limit)),
  }
}

/** Everything that was found wrong, in one change; null when one of it cannot be mended here. */
export function mendAll(details: readonly Detail[], request: unknown): Action | null {
  const mendings = details.map((detail) => mendDetail(detail, request))
  const whole = mendings.filter((one) => one !== null)
  if (whole.length < mendings.length) return null
  // Several details may be of one field.
  const steps = whole.flatMap(({ patch }) => patch)
  const once = steps.filter((step, index) => steps.findIndex(({ path }) => path === step.path) === index)
  return change([...new Set(whole.map(({ words }) => words))].join(' '), 'request', once)
}

type CodeFix = (input: {
  readonly facts: Facts
  readonly documents: Documents
  readonly models: readonly string[]
  readonly model: string | null
}) => readonly (Action | null)[]

const quoted = (text: string | null, pattern: RegExp): string | null => pattern.exec(text ?? '')?.[1] ?? null
const doubled = (document: unknown, name: string, ordinary: number): number =>
  Math.min(2_147_483_647, (asNumber(valueAt(document, ['gateway', name])) ?? ordinary) * 2)

const waitLonger =
  (name: string, ordinary: number): CodeFix =>
  ({ documents: { configuration }, facts }) => {
    const ms = doubled(configuration, name, ordinary)
    const isSlow = (fault: unknown) => field(fault, 'connect') === 'timeout' || field(fault, 'stall_ms') !== undefined
    const meant = (fault: unknown) =>
      isSlow(fault) && facts.failedProviders.includes(asText(field(fault, 'provider')) ?? '')
    return [
      change(
        'Remove the configured fault that makes the provider slow.',
        'configuration',
        removeFaults(configuration, meant),
      ),
      change(
        `Wait up to ${ms / 1000} s: gateway.${name} in the configuration.`,
        'configuration',
        setAt(configuration, ['gateway', name], ms),
      ),
    ]
  }

const byCode: Readonly<Record<string, CodeFix>> = {
  invalid_request: ({ facts: { description, message }, documents: { request } }) => {
    const said = description ?? message
    const type = quoted(said, /Tool type "([^"]+)"/)
    const zone = quoted(said, /timezone "([^"]+)"/)
    const at = zone === null ? null : findValue(request, zone)
    return [
      type === null
        ? null
        : change(
            `Leave out the tool ${clip(type, 60)}.`,
            'request',
            removeTools(request, (one) => one === type),
          ),
      at === null ? null : change(`Set ${at.join('.')} to UTC.`, 'request', setAt(request, at, 'UTC')),
    ]
  },
  gateway_server_tool_error: ({ documents: { request } }) => [
    change(
      'Leave out the gateway’s own tools.',
      'request',
      removeTools(request, (type) => type.startsWith('gateway:')),
    ),
  ],
  unsupported_model_or_endpoint: ({ documents: { request }, facts, models, model }) => {
    if (facts.reason !== 'model_not_found_or_inactive' && models.length === 0) return []
    const asked = asText(valueAt(request, ['model'])) ?? model
    if (asked === null || models.includes(asked)) return []
    const meant = nearest(asked, models)
    return [
      meant === ''
        ? null
        : change(`Ask for ${meant}, the nearest name in the catalogue.`, 'request', setAt(request, ['model'], meant)),
      elsewhere('Look the model up at /v1/gateway/models, or describe it under `models` in the configuration.'),
    ]
  },
  model_mismatch: ({ facts, documents: { request } }) => {
    const expected = quoted(facts.message, /expected ([^)\s]+)/)
    return [
      expected === null
        ? null
        : change(`Ask for ${expected}, the session’s model.`, 'request', setAt(request, ['model'], expected)),
      elsewhere('Open a second websocket for another model.'),
    ]
  },
  previous_response_not_found: ({ documents: { request } }) => [
    change(
      'Leave out previous_response_id; what it stood for belongs into the input then.',
      'request',
      removeAt(request, ['previous_response_id']),
    ) ?? elsewhere('Send the whole conversation as input.'),
  ],
  responses_websocket_disabled: ({ documents: { configuration } }) => {
    const isOff = valueAt(configuration, ['gateway', 'websocket']) === false
    const patch = isOff ? setAt(configuration, ['gateway', 'websocket'], true) : []
    return [
      change('Switch the websocket on in the configuration.', 'configuration', patch),
      isOff ? null : elsewhere('Start the gateway without --no-websocket.'),
      elsewhere('POST to /v1/responses with "stream": true.'),
    ]
  },
  invalid_response_create: ({ facts, documents: { request, configuration } }) => {
    const said = facts.message ?? ''
    return [
      said.includes('response.create')
        ? change('Send it as response.create.', 'request', setAt(request, ['type'], 'response.create'))
        : null,
      said.includes('OpenAI models')
        ? change(
            'Serve every model on the websocket: gateway.websocket_bridge in the configuration.',
            'configuration',
            setAt(configuration, ['gateway', 'websocket_bridge'], true),
          )
        : null,
      said.includes('OpenAI models') ? elsewhere('POST to /v1/responses.') : null,
    ]
  },
  openai_provider_unavailable: () => [elsewhere('POST to /v1/responses, where more models are served.')],
  request_timeout: waitLonger('total_timeout_ms', 600_000),
  upstream_timeout: waitLonger('attempt_timeout_ms', 120_000),
}

export const fixCode = (code: string | null, input: Parameters<CodeFix>[0]): Action[] =>
  code !== null && Object.hasOwn(byCode, code) ? (byCode[code]?.(input) ?? []).filter((action) => action !== null) : []
