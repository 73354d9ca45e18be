// A conversation as the messages of chat completions (GATEWAY.md 7.4).
import type { Fields } from '#shared/open-responses/canonical'
import { textOf, type Part, type Turn } from '../conversation'

export function encodeMessages(turns: readonly Turn[], replaysThoughts: boolean): Fields[] {
  const messages: Fields[] = []
  /** What tools returned besides text: a tool's message cannot hold it, and the results of one turn stay together. */
  let returned: Part[] = []
  const flush = () => {
    if (returned.length > 0) messages.push({ role: 'user', content: encodeContent(returned) })
    returned = []
  }
  for (const turn of turns) {
    if (turn.role !== 'tool') flush()
    if (turn.role === 'assistant') messages.push(...encodeAssistant(turn, replaysThoughts))
    else if (turn.role !== 'tool') messages.push({ role: turn.role, content: encodeContent(turn.parts) })
    else {
      messages.push({ role: 'tool', tool_call_id: turn.callId, content: joinText(turn.parts) })
      returned.push(...turn.parts.filter((part) => !isText(part)))
    }
  }
  flush()
  return messages
}

type Assistant = Extract<Turn, { role: 'assistant' }>

/**
 * The format has no place for thoughts. Servers whose models think between calls want them back as `reasoning_content`
 * with those calls; without calls some refuse the field.
 */
function encodeAssistant({ parts, calls, thoughts }: Assistant, replaysThoughts: boolean) {
  const content = joinText(parts.filter((part) => part.type === 'text'))
  const refusal = textOf(parts.filter((part) => part.type === 'refusal'))
  const thinking = thoughts.map((thought) => thought.text).join('\n')
  if (parts.length === 0 && calls.length === 0) return []
  return [
    {
      role: 'assistant',
      content: content === '' && (refusal !== '' || calls.length > 0) ? null : content,
      ...(refusal === '' ? {} : { refusal }),
      ...(replaysThoughts && calls.length > 0 && thinking !== '' ? { reasoning_content: thinking } : {}),
      ...(calls.length === 0 ? {} : { tool_calls: calls.map(encodeCall) }),
    },
  ]
}

const encodeCall = ({ callId, name, arguments: json }: Assistant['calls'][number]): Fields => ({
  id: callId,
  type: 'function',
  function: { name, arguments: json },
})

const isText = (part: Part): boolean => part.type === 'text' || part.type === 'refusal'
const joinText = (parts: readonly Part[]): string =>
  parts
    .filter(isText)
    .map((part) => textOf([part]))
    .join('\n')

/** Text alone stays a string: every server reads that, not every one reads parts. */
const encodeContent = (parts: readonly Part[]): string | Fields[] =>
  parts.every(isText) ? joinText(parts) : parts.map(encodePart)

function encodePart(part: Part): Fields {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return { type: 'text', text: part.text }
    case 'image':
      return {
        type: 'image_url',
        image_url: { url: part.url, ...(part.detail === null ? {} : { detail: part.detail }) },
      }
    case 'audio':
      return { type: 'input_audio', input_audio: { data: part.data, format: part.format } }
    case 'video':
      return { type: 'video_url', video_url: { url: part.url } }
    case 'file': {
      // There is no field for a file's address; servers that can fetch one read it where its data would be.
      const data = part.data ?? part.url
      const file = {
        ...(part.name === null ? {} : { filename: part.name }),
        ...(part.id === null ? {} : { file_id: part.id }),
        ...(data === null ? {} : { file_data: data }),
      }
      return { type: 'file', file }
    }
  }
}
