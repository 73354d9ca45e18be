import { eventKind, parseEvent, type StreamEvent } from '#shared/open-responses/events'
import { formatBytes, formatCount } from '../../../ui/format'
import type { Glyph } from '../../../ui/kinds'
import type { FrameView } from './view'

const longestPreview = 300

export const receivedView: FrameView<'received'> = {
  direction: 'received',
  describe: ({ text }, name) => {
    if (name === '') {
      const comment = text.startsWith(':') || text.startsWith('data:')
      const title = comment ? 'stream text' : 'response body'
      return {
        glyph: comment ? 'unknown' : bodyGlyph(text),
        title,
        preview: `${formatBytes(text.length)}  ${squeeze(text)}`,
      }
    }
    const event = parseEvent(text)
    return { glyph: glyphOf(name), title: shortName(name), preview: event === null ? squeeze(text) : previewOf(event) }
  },
  raw: ({ text }) => text,
}

export function glyphOf(name: string): Glyph {
  if (name === 'response.completed') return 'end'
  if (name === 'response.incomplete') return 'warning'
  return eventKind(name)
}

/** The common prefix is left out of names we know; unknown names stay whole. */
export const shortName = (name: string): string =>
  eventKind(name) === 'unknown' ? name : name.replace(/^response\./, '')

const bodyGlyph = (text: string): Glyph =>
  /^\s*\{\s*"error"\s*:\s*"|"ok"\s*:\s*false/.test(text.slice(0, 300)) ? 'error' : 'text'

function previewOf(event: StreamEvent): string {
  const delta = event['delta']
  if (typeof delta === 'string') return JSON.stringify(delta.slice(0, longestPreview))
  const response = record(event['response'])
  if (response !== null) return previewOfResponse(response, event)
  const item = record(event['item'])
  if (item !== null) {
    const facts = [`[${word(event['output_index']) ?? '?'}]`, item['type'], item['name'] ?? item['id'], item['status']]
    return facts.filter((fact) => typeof fact === 'string').join(' ')
  }
  const part = record(event['part'])
  const text = event['text'] ?? event['arguments'] ?? event['refusal'] ?? part?.['text']
  if (typeof text === 'string' && text !== '') return squeeze(text)
  if (part !== null) return word(part['type']) ?? ''
  const error = record(event['error']) ?? event
  if (event.type === 'error')
    return [error['code'], error['message']].filter((fact) => typeof fact === 'string').join(': ')
  const { type: _type, sequence_number: _number, ...rest } = event
  return squeeze(JSON.stringify(rest))
}

function previewOfResponse(response: Readonly<Record<string, unknown>>, event: StreamEvent): string {
  const error = record(response['error'])
  if (error !== null) return [error['code'], error['message']].filter((fact) => typeof fact === 'string').join(': ')
  const total = record(response['usage'])?.['total_tokens']
  const tokens = typeof total === 'number' ? `, ${formatCount(total)} tokens` : ''
  if (event.type === 'response.created') return word(response['id']) ?? ''
  return `status ${word(response['status']) ?? 'unknown'}${tokens}`
}

const record = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null

const word = (value: unknown): string | null =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null

const squeeze = (text: string): string => text.slice(0, longestPreview).replace(/\s+/g, ' ').trim()
