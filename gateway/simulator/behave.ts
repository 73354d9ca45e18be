// What the plain simulated model says: it answers in words, calls a tool that the question is about, reports a tool's
// result, and fills a JSON schema when it has to. Pure: the same request always gets the same answer.
import type { CanonicalRequest, Fields } from '#shared/open-responses/canonical'
import { itemsOf } from '#shared/open-responses/websocket/items'
import { readConversation, textOf, type Turn } from '../dialects/conversation'
import { readFormat, readToolChoice, readTools } from '../dialects/settings'
import { sampleOf } from './sample'

export type Behaviour =
  | { readonly kind: 'call'; readonly name: string; readonly args: unknown }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string }

export const haiku = 'Packets cross the wire,\none by one the tokens bloom.\nThe scope holds them still.'

export function behave(fields: Fields): Behaviour {
  const request = asRequest(fields)
  const turns = readConversation(request)
  const last = turns.at(-1)
  const tool = last?.role === 'tool' ? null : toolFor(request, textOfLast(turns))
  if (tool) return { kind: 'call', name: tool.name, args: sampleOf(tool.parameters) }
  const format = readFormat(request)
  if (format.type === 'json_schema') return { kind: 'json', value: sampleOf(format.schema) }
  if (format.type === 'json_object') return { kind: 'json', value: { answer: haiku } }
  if (last?.role === 'tool') return { kind: 'text', text: `The tool answered: ${clip(textOf(last.parts))}` }
  const asked = clip(textOfLast(turns))
  const text =
    asked === '' ? haiku : `You asked: “${asked}” This is a simulated answer, streamed word by word. ${haiku}`
  return { kind: 'text', text }
}

/** The simulator is asked in many wire formats: what it reads may lack anything. */
const asRequest = (fields: Fields): CanonicalRequest => ({
  ...fields,
  model: typeof fields['model'] === 'string' ? fields['model'] : '',
  input: itemsOf(fields['input']),
})

function textOfLast(turns: readonly Turn[]): string {
  const last = turns.at(-1)
  return last && last.role !== 'tool' ? textOf(last.parts).trim() : ''
}

/**
 * A forced tool, or one whose name has a word in common with the question: an agent's own tools may do anything, so a
 * simulated model does not call them unasked.
 */
function toolFor(request: CanonicalRequest, asked: string) {
  const tools = readTools(request)
  const choice = readToolChoice(request)
  if (choice === 'none') return undefined
  if (choice !== null && typeof choice === 'object') return tools.find((tool) => tool.name === choice.name)
  const words = new Set(asked.toLowerCase().match(/[a-z]{4,}/g))
  const meant = tools.find((tool) =>
    tool.name
      .toLowerCase()
      .match(/[a-z]{4,}/g)
      ?.some((word) => words.has(word)),
  )
  return meant ?? (choice === 'required' ? tools[0] : undefined)
}

const clip = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text)
