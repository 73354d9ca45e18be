// What the model was asked, whatever dialect it was asked in: for expectations that hold in all of them.
import type { Named } from './case'
import { isObject } from './match'
import type { Seen } from './seen'

export type View = {
  readonly system_text: string
  readonly messages: readonly { readonly role: string; readonly text: string; readonly phase?: unknown }[]
  readonly user_text: string
  readonly assistant_text: string
  readonly tool_names: readonly unknown[]
  readonly tool_calls: readonly { readonly name: unknown; readonly call_id?: unknown; readonly arguments: unknown }[]
  /** Known by the id of the call or, where there are none, by the function’s name. */
  readonly tool_results: readonly { readonly call_id?: unknown; readonly name?: unknown; readonly json: unknown }[]
}

const list = (value: unknown): readonly Named[] =>
  Array.isArray(value) ? value.filter(isObject) : isObject(value) ? [value] : []
const text = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : list(value)
        .map((part) => (typeof part['text'] === 'string' ? part['text'] : ''))
        .join('')
const json = (value: unknown): unknown => {
  try {
    return JSON.parse(text(value))
  } catch {
    return undefined
  }
}
const isSystem = (message: Named): boolean => message['role'] === 'system' || message['role'] === 'developer'
const inner = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined)

type Parts = Pick<View, 'messages' | 'tool_names' | 'tool_calls' | 'tool_results'> & {
  readonly system: readonly string[]
}

const said = (messages: readonly Named[], role = (m: Named) => String(m['role'])) =>
  messages
    .map((m) => ({ role: role(m), text: text(m['content'] ?? m['parts']), phase: m['phase'] }))
    .filter((m) => m.text !== '')

const views: Readonly<Record<string, (body: Named) => Parts>> = {
  responses: (body) => {
    const items = typeof body['input'] === 'string' ? [{ role: 'user', content: body['input'] }] : list(body['input'])
    return {
      system: [text(body['instructions']), ...items.filter(isSystem).map((item) => text(item['content']))],
      messages: said(items.filter((item) => item['role'] !== undefined && !isSystem(item))),
      tool_names: list(body['tools']).map((tool) => tool['name'] ?? tool['type']),
      tool_calls: items
        .filter((item) => item['type'] === 'function_call')
        .map(({ name, call_id, arguments: given }) => ({ name, call_id, arguments: given })),
      tool_results: items
        .filter((item) => item['type'] === 'function_call_output')
        .map((item) => ({ call_id: item['call_id'], json: json(item['output']) })),
    }
  },
  'chat-completions': (body) => {
    const all = list(body['messages'])
    return {
      system: all.filter(isSystem).map((m) => text(m['content'])),
      messages: said(all.filter((m) => !isSystem(m) && m['role'] !== 'tool')),
      tool_names: list(body['tools']).map((tool) => inner(tool['function'], 'name')),
      tool_calls: all.flatMap((m) =>
        list(m['tool_calls']).map((call) => ({
          name: inner(call['function'], 'name'),
          call_id: call['id'],
          arguments: inner(call['function'], 'arguments'),
        })),
      ),
      tool_results: all
        .filter((m) => m['role'] === 'tool')
        .map((m) => ({ call_id: m['tool_call_id'], json: json(m['content']) })),
    }
  },
  messages: (body) => {
    const all = list(body['messages'])
    const blocks = all.flatMap((m) => list(m['content']))
    return {
      system: [text(body['system'])],
      messages: said(all),
      tool_names: list(body['tools']).map((tool) => tool['name']),
      tool_calls: blocks
        .filter((block) => block['type'] === 'tool_use')
        .map(({ name, id, input }) => ({ name, call_id: id, arguments: JSON.stringify(input) })),
      tool_results: blocks
        .filter((block) => block['type'] === 'tool_result')
        .map((block) => ({ call_id: block['tool_use_id'], json: json(block['content']) })),
    }
  },
  'generate-content': (body) => {
    const all = list(body['contents'])
    const parts = all.flatMap((content) => list(content['parts']))
    return {
      system: [text(inner(body['systemInstruction'], 'parts'))],
      messages: said(all, (m) => (m['role'] === 'model' ? 'assistant' : 'user')),
      tool_names: list(body['tools']).flatMap((tool) => list(tool['functionDeclarations']).map((f) => f['name'])),
      tool_calls: parts.flatMap(({ functionCall: call }) =>
        isObject(call) ? [{ name: call['name'], arguments: JSON.stringify(call['args']) }] : [],
      ),
      tool_results: parts.flatMap(({ functionResponse: result }) =>
        isObject(result) ? [{ name: result['name'], json: unwrap(result['response']) }] : [],
      ),
    }
  },
}

const wrappers = ['result', 'output', 'content', 'response']

/** Gemini wants an object; a gateway may have put one around the result. */
function unwrap(response: unknown): unknown {
  const [first, ...more] = isObject(response) ? Object.entries(response) : []
  if (!first || more.length > 0 || !wrappers.includes(first[0])) return response
  return typeof first[1] === 'string' ? (json(first[1]) ?? first[1]) : first[1]
}

export function viewOf({ dialect, body }: Seen): View {
  const { system, messages, ...rest } = (views[dialect] ?? (views['responses'] as (body: Named) => Parts))(body)
  const by = (role: string) =>
    messages
      .filter((m) => m.role === role)
      .map((m) => m.text)
      .join('\n')
  return {
    system_text: system.filter((s) => s !== '').join('\n'),
    messages,
    user_text: by('user'),
    assistant_text: by('assistant'),
    ...rest,
  }
}
