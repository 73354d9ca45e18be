// What the gateway would say to this request, told before it is sent (GATEWAY.md 2.1 to 2.8, 5.2, 9). Only what can be known
// from the request itself: whether a provider answers is not among it.
import type { TargetReading } from '#shared/contract/commands'
import { nearest } from '#shared/nearest'
import { isObject, parseBody, removeAt, renameKey, setAt, valueAt, type Json } from '../../views/document'
import { differs, edit, refuse, type Gateway as Served, type Mend, type Message, type Rule } from '../../views/rules'
import { checkTurn } from '../../views/turn-rules'
import { writePath, type Issue } from './check'

export type Draft = Message

export type Gateway = Served & {
  readonly fields: readonly string[]
  /** Why nothing can be sent to the target as it stands. */
  readonly problem?: TargetReading['problem']
}

const webSearchTools = ['web_search', 'web_search_2025_08_26', 'web_search_preview', 'web_search_preview_2025_03_11']

export function preflight(draft: Draft, issues: readonly Issue[], gateway: Gateway): Rule[] {
  const { problem = null } = gateway
  if (problem !== null) return refuse('invalid_target', problem.message)
  const body = parseBody(draft.body)
  if (draft.transport === 'websocket') return checkMessage(draft, issues, gateway)
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

/** A socket is opened for the message, so it has no model yet and nothing in flight. */
function checkMessage({ body }: Draft, issues: readonly Issue[], gateway: Gateway): Rule[] {
  const rules = checkTurn(body, gateway)
  if (rules.some(({ kind }) => kind === 'fails')) return rules
  const [first] = issues.filter((issue) => issue.kind === 'invalid')
  const unchecked = first
    ? [differs('unchecked', `${first.message} On a websocket the provider is the first to check it.`, [])]
    : []
  return [...unchecked, ...rules]
}
