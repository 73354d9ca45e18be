// What the gateway would say to this request, told before it is sent (GATEWAY.md 2.1 to 2.8, 5.2, 9). Only what can be known
// from the request itself: whether a provider answers is not among it.
import { refuseMessage, CreateMessage } from '#shared/open-responses/websocket/create-message'
import { documentedRules, initialBridge, openResponsesRules } from '#shared/open-responses/websocket/state'
import { nearest } from '#shared/nearest'
import type { Transport } from '../../state/draft'
import { writePath, type Issue } from './check'
import { isObject, parseBody, removeAt, renameKey, setAt, valueAt, type Json } from './document'

export type Draft = { readonly transport: Transport; readonly body: string }
export type Mend = { readonly label: string; readonly apply: (draft: Draft) => Draft }
/** `fails`: the gateway refuses it with this code. `differs`: it is sent, but not as it reads. */
export type Rule = {
  readonly kind: 'fails' | 'differs'
  readonly code: string
  readonly sentence: string
  readonly mends: readonly Mend[]
}

export type Gateway = {
  readonly profile: string
  readonly bridge: boolean
  readonly models: readonly string[]
  readonly fields: readonly string[]
}

const webSearchTools = ['web_search', 'web_search_2025_08_26', 'web_search_preview', 'web_search_preview_2025_03_11']
const example = 'openai/gpt-5-nano'

const edit = (label: string, change: (body: string) => string): Mend => ({
  label,
  apply: ({ transport, body }) => ({ transport, body: change(body) }),
})

export function preflight(draft: Draft, issues: readonly Issue[], gateway: Gateway): Rule[] {
  const body = parseBody(draft.body)
  if (draft.transport === 'websocket') return checkTurn(draft, body, issues, gateway)
  if (body === null) {
    const words =
      'The gateway reads a JSON object. This text is none, so it is refused before anything else is looked at.'
    return [{ kind: 'fails', code: 'invalid_json', sentence: words, mends: [] }]
  }
  const checks = [phaseRule, namelessTool, unknownField(gateway), unknownModel(gateway), webSearch, badTimezone]
  return [...invalidFields(body, issues), ...checks.flatMap((check) => check(body)), ...deliveryRules(draft, body)]
}

/** Unknown fields of the request and web searches are told by rules of their own, later than the schema. */
function invalidFields(body: Json, issues: readonly Issue[]): Rule[] {
  const isTold = ({ kind, path }: Issue) =>
    path.length === 1 &&
    (kind === 'unknown' || (path[0] === 'tool_choice' && webSearchTools.includes(spellChoice(body['tool_choice']))))
  const [first, ...others] = issues.filter((issue) => !isTold(issue))
  if (!first) return []
  const more = others.length === 0 ? '' : ` ${others.length} more like it.`
  const mends =
    first.kind === 'missing' ? [] : [edit(`Clear ${writePath(first.path)}`, (text) => removeAt(text, first.path))]
  return [{ kind: 'fails', code: 'validation_error', sentence: first.message + more, mends }]
}

const spellChoice = (choice: unknown): string => (typeof choice === 'string' ? choice : '')

type Check = (body: Json) => Rule[]

const refuse = (code: string, sentence: string, mends: readonly Mend[] = []): Rule[] => [
  { kind: 'fails', code, sentence, mends },
]

const unknownField =
  ({ fields }: Gateway): Check =>
  (body) => {
    if (fields.length === 0) return []
    return Object.keys(body)
      .filter((key) => !fields.includes(key))
      .flatMap((key) => {
        const like = nearest(key, fields)
        const rename = body[like] === undefined ? [edit(`Rename to ${like}`, (text) => renameKey(text, key, like))] : []
        return refuse(
          'validation_error',
          `${key} is not a field of the API, and the gateway refuses what it does not know.`,
          [edit(`Remove ${key}`, (text) => removeAt(text, [key])), ...rename],
        )
      })
  }

/** Names with a preset (`:fast`) or a pinned provider (`openai:a/b`) are the router's to read. */
const unknownModel =
  ({ models }: Gateway): Check =>
  (body) => {
    const { model } = body
    if (typeof model !== 'string' || models.length === 0 || models.includes(model) || model.includes(':')) return []
    const like = nearest(model, models)
    const words = `No provider here serves ${model === '' ? 'an unnamed model' : model}.`
    return refuse('unsupported_model_or_endpoint', words, [edit(`Use ${like}`, (text) => setAt(text, ['model'], like))])
  }

const itemsOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : [])

const namelessTool: Check = ({ tools }) => {
  const index = itemsOf(tools).findIndex(
    (tool) =>
      isObject(tool) && tool['type'] === 'function' && tool['name'] === undefined && tool['function'] === undefined,
  )
  return index < 0
    ? []
    : refuse('validation_error', `tools[${index}].name is missing: a function is called by its name.`)
}

const phaseRule: Check = ({ input }) => {
  const index = itemsOf(input).findIndex(
    (item) => isObject(item) && item['phase'] !== undefined && item['role'] !== 'assistant',
  )
  if (index < 0) return []
  return refuse('validation_error', `input[${index}].phase is allowed on messages of the assistant only.`, [
    edit('Remove phase', (text) => removeAt(text, ['input', index, 'phase'])),
  ])
}

const webSearch: Check = ({ tools, tool_choice: choice }) => {
  const named = isObject(choice) ? choice['type'] : choice
  if (typeof named === 'string' && webSearchTools.includes(named)) {
    return refuse('invalid_request', `The tool ${named} is switched off at this gateway.`, [
      edit('Clear tool_choice', (text) => removeAt(text, ['tool_choice'])),
    ])
  }
  const list = itemsOf(tools)
  const index = list.findIndex((tool) => webSearchTools.includes(String(valueAt(tool, ['type']))))
  if (index < 0) return []
  const rest = list.length === 1 ? ['tools'] : ['tools', index]
  return refuse(
    'invalid_request',
    `The tool ${String(valueAt(list[index], ['type']))} is switched off at this gateway.`,
    [edit('Remove the tool', (text) => removeAt(text, rest))],
  )
}

const isClock = (tool: unknown): boolean => valueAt(tool, ['type']) === 'gateway:datetime'

const badTimezone: Check = ({ tools }) => {
  const list = itemsOf(tools)
  const index = list.reduce<number>((last, tool, at) => (isClock(tool) ? at : last), -1)
  const nested = valueAt(list[index], ['parameters', 'timezone'])
  const zone = nested ?? valueAt(list[index], ['timezone'])
  if (typeof zone !== 'string' || isTimezone(zone.trim())) return []
  const path = ['tools', index, ...(nested === undefined ? ['timezone'] : ['parameters', 'timezone'])]
  return refuse('invalid_request', `${zone} is not the IANA name of a time zone.`, [
    edit('Use UTC', (text) => setAt(text, path, 'UTC')),
  ])
}

function isTimezone(timeZone: string): boolean {
  if (timeZone === '') return true
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone }))
  } catch {
    return false
  }
}

const differs = (code: string, sentence: string, mends: readonly Mend[]): Rule => ({
  kind: 'differs',
  code,
  sentence,
  mends,
})
const streamOff: Mend = {
  label: 'Turn stream off',
  apply: ({ body }) => ({ transport: 'json', body: setAt(body, ['stream'], false) }),
}

function deliveryRules({ transport }: Draft, body: Json): Rule[] {
  const streams = body['stream'] === true
  if (streams && itemsOf(body['tools']).some(isClock)) {
    const words =
      'The API’s documents ask for stream: false with the gateway’s clock. Nothing is streamed until the clock was read.'
    return [differs('stream', words, [streamOff])]
  }
  if (transport === 'json' && streams) {
    return [differs('stream', 'stream is true, so the answer comes as events and not as one body.', [streamOff])]
  }
  if (transport === 'sse' && !streams) {
    const on = edit('Turn stream on', (text) => setAt(text, ['stream'], true))
    return [differs('stream', 'Without stream: true the answer comes as one body and not as events.', [on])]
  }
  return []
}

/** A socket is opened for each turn sent from here, so it has no model yet and nothing in flight. */
function checkTurn(draft: Draft, body: Json | null, issues: readonly Issue[], gateway: Gateway): Rule[] {
  const profile = gateway.profile === 'open-responses' ? openResponsesRules : documentedRules
  const rules = { ...profile, openaiOnly: !gateway.bridge }
  const message = new CreateMessage(draft.body, rules)
  const refusal = refuseMessage(message, initialBridge, rules)
  if (refusal) return refuse(refusal.error.code, sayRefusal(refusal.error.message, message), mendTurn(message, gateway))
  const [first] = issues.filter((issue) => issue.kind === 'invalid')
  const unchecked = first
    ? [differs('unchecked', `${first.message} On a websocket the provider is the first to check it.`, [])]
    : []
  return [...unchecked, ...(body === null ? [] : forcedFields(body))]
}

const sayRefusal = (words: string, { model, provider }: CreateMessage): string =>
  /only OpenAI/.test(words)
    ? `Sockets of this gateway serve models of OpenAI only. ${model} ${provider === '' ? 'names no provider' : 'is none'}.`
    : `${words.replace(/\.$/, '')}.`.replace(/^[a-z]/, (letter) => letter.toUpperCase())

function mendTurn(message: CreateMessage, { models }: Gateway): Mend[] {
  if (message.fields === null) return []
  if (message.fields['type'] !== 'response.create') {
    return [edit('Set type', (text) => setAt(text, ['type'], 'response.create', true))]
  }
  const own = models.filter((id) => id.startsWith('openai/'))
  const like = nearest(`openai/${message.name}`, own) || example
  return [edit(`Use ${like}`, (text) => setAt(text, ['model'], like, true))]
}

function forcedFields(body: Json): Rule[] {
  const dropped = ['stream', 'stream_options', 'background'].filter((key) => body[key] !== undefined)
  const forced = body['store'] === true ? ['The gateway forces store to false on websockets.'] : []
  const removed = dropped.length === 0 ? [] : [`The gateway takes ${dropped.join(', ')} out on websockets.`]
  const keys = [...dropped, ...(forced.length > 0 ? ['store'] : [])]
  if (keys.length === 0) return []
  const clear = edit(`Clear ${keys.join(', ')}`, (text) => keys.reduce((now, key) => removeAt(now, [key]), text))
  return [differs('websocket', [...removed, ...forced].join(' '), [clear])]
}
