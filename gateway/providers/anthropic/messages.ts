// A conversation as Anthropic messages (GATEWAY.md 7.5): user and assistant take turns, results of tools are the user's.
import { parseJson } from '#shared/json'
import { isFields, type Fields } from '#shared/open-responses/canonical'
import { readDataUrl, type Call, type Part, type Thought, type Turn } from '../../dialects/conversation'

export type Message = { readonly role: 'user' | 'assistant'; readonly content: readonly Fields[] }

/** How redacted thinking is told apart from a signature while it travels as `encrypted_content`. */
export const redactedPrefix = 'redacted_thinking:'

export function encodeMessages(turns: readonly Turn[]): Message[] {
  const messages: { role: 'user' | 'assistant'; content: Fields[] }[] = []
  for (const turn of turns) {
    const role = turn.role === 'assistant' ? 'assistant' : 'user'
    const content = encodeTurn(turn)
    if (content.length === 0) continue
    const last = messages.at(-1)
    if (last?.role === role) last.content.push(...content)
    else messages.push({ role, content })
  }
  return messages.map(({ role, content }) => ({ role, content: resultsFirst(content) }))
}

/** The API wants the answers to its calls before anything else the user says. */
const resultsFirst = (content: readonly Fields[]): Fields[] => {
  const isResult = ({ type }: Fields) => type === 'tool_result'
  return [...content.filter(isResult), ...content.filter((block) => !isResult(block))]
}

function encodeTurn(turn: Turn): Fields[] {
  const content = turn.parts.flatMap(encodePart)
  if (turn.role === 'assistant')
    return [...turn.thoughts.flatMap(encodeThought), ...content, ...turn.calls.map(encodeCall)]
  if (turn.role !== 'tool') return content
  return [
    {
      type: 'tool_result',
      tool_use_id: encodeId(turn.callId),
      ...(content.length > 0 ? { content } : {}),
      ...(turn.isError ? { is_error: true } : {}),
    },
  ]
}

/** Ids of other providers may have characters this one refuses. */
const encodeId = (callId: string): string => callId.replace(/[^\w-]/g, '_')

const encodeCall = ({ callId, name, arguments: json }: Call): Fields => {
  const input = parseJson(json)
  return { type: 'tool_use', id: encodeId(callId), name, input: isFields(input) ? input : { input: json } }
}

/** Without its signature a thought is refused, and so is one that another provider signed: `rs_` are OpenAI's own. */
function encodeThought({ text, id, encrypted }: Thought): Fields[] {
  if (encrypted === null || id?.startsWith('rs_')) return []
  return encrypted.startsWith(redactedPrefix)
    ? [{ type: 'redacted_thinking', data: encrypted.slice(redactedPrefix.length) }]
    : [{ type: 'thinking', thinking: text, signature: encrypted }]
}

/**
 * Audio and video are sent in the shape of the other media. Anthropic refuses them, which the client can read, and the next
 * provider is asked; leaving them out would get an answer to another question.
 */
function encodePart(part: Part): Fields[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }]
    case 'image':
      return [{ type: 'image', source: sourceOf(part.url) }]
    case 'video':
      return [{ type: 'video', source: sourceOf(part.url) }]
    case 'audio':
      return [{ type: 'audio', source: { type: 'base64', media_type: `audio/${part.format}`, data: part.data } }]
    case 'file':
      return [encodeFile(part)]
  }
}

const sourceOf = (url: string): Fields => {
  const embedded = readDataUrl(url)
  return embedded ? { type: 'base64', media_type: embedded.mime, data: embedded.data } : { type: 'url', url }
}

function encodeFile({ name, data, url, id }: Extract<Part, { type: 'file' }>): Fields {
  const title = name === null ? {} : { title: name }
  if (data === null)
    return { type: 'document', source: url === null ? { type: 'file', file_id: id } : { type: 'url', url }, ...title }
  const embedded = readDataUrl(data) ?? { mime: mimeOf(name), data }
  if (embedded.mime.startsWith('image/')) return { type: 'image', source: sourceOf(data) }
  const text = /^text\/|\/json$/.test(embedded.mime) ? decodeText(embedded.data) : null
  if (text !== null)
    return { type: 'document', source: { type: 'text', media_type: 'text/plain', data: text }, ...title }
  return { type: 'document', source: { type: 'base64', media_type: embedded.mime, data: embedded.data }, ...title }
}

const mimeOf = (name: string | null): string =>
  name !== null && /\.(txt|md|csv|json|html|xml)$/i.test(name) ? 'text/plain' : 'application/pdf'

/** Null when it is no base64. */
function decodeText(base64: string): string | null {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)))
  } catch {
    return null
  }
}
