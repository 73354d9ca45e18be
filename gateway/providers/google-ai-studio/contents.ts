// The conversation as Gemini's `contents` (GATEWAY.md 7.6): turns of a user and a model, each a list of parts.
import { isFields, type Fields } from '#shared/open-responses/canonical'
import { parseJson } from '#shared/json'
import { readDataUrl, textOf, type Call, type Part, type Turn } from '../../dialects/conversation'
import { generationOf, isMadeUp, nameFrom, readSignature, type Signature } from './native'

type Content = { readonly role: 'user' | 'model'; readonly parts: Fields[] }
type ResultTurn = Extract<Turn, { role: 'tool' }>
type AssistantTurn = Extract<Turn, { role: 'assistant' }>

export function encodeContents(turns: readonly Turn[], model: string): Content[] {
  const contents: Content[] = []
  for (const turn of turns) {
    const role = turn.role === 'assistant' ? 'model' : 'user'
    const parts = encodeTurn(turn)
    const last = contents.at(-1)
    if (last?.role === role) last.parts.push(...parts)
    else if (parts.length > 0) contents.push({ role, parts })
  }
  return (generationOf(model) ?? 0) >= 3 ? contents.map(excuseCall) : contents
}

/**
 * From its third generation on Gemini refuses a turn whose first call has no signature. This value is the documented way
 * to tell it that another model made the call.
 */
const noSignature = 'skip_thought_signature_validator'

function excuseCall({ role, parts }: Content): Content {
  const first = parts.findIndex((part) => 'functionCall' in part)
  return {
    role,
    parts: parts.map((part, i) =>
      i === first && !('thoughtSignature' in part) ? { ...part, thoughtSignature: noSignature } : part,
    ),
  }
}

function encodeTurn(turn: Turn): Fields[] {
  if (turn.role === 'tool') return encodeResult(turn)
  return turn.role === 'assistant' ? encodeAssistant(turn) : turn.parts.flatMap(encodePart)
}

/** Thoughts go back only where they are signed: the model reads nothing from others. */
function encodeAssistant({ parts, thoughts, calls }: AssistantTurn): Fields[] {
  const signed = thoughts.flatMap(({ text, encrypted }) => {
    const signature = readSignature(encrypted)
    return signature ? [{ text, ...signature }] : []
  })
  const of = (kind: string) => signed.filter((s) => 'of' in s && s.of === kind)
  const said = parts.flatMap(encodePart)
  const sign = (isKind: (part: Fields) => boolean, signatures: readonly Signature[]) => {
    const places = said.flatMap((part, i) => (isKind(part) ? [i] : []))
    for (const [i, { value }] of signatures.entries()) {
      const place = places.at(i - signatures.length)
      if (place === undefined) said.push({ text: '', thoughtSignature: value })
      else said[place] = { ...said[place], thoughtSignature: value }
    }
  }
  sign((part) => 'text' in part, of('text'))
  sign((part) => 'inlineData' in part || 'fileData' in part, of('media'))
  return [
    ...of('thought').map(({ text, value }) => ({ text, thought: true, thoughtSignature: value })),
    ...said,
    ...of('empty').map(({ value }) => ({ text: '', thoughtSignature: value })),
    ...encodeCalls(calls, signed),
  ]
}

const encodeCalls = (calls: readonly Call[], signed: readonly Signature[]): Fields[] =>
  calls.map(({ callId, name, arguments: json }) => {
    const signature = signed.find((s) => 'callId' in s && s.callId === callId)
    return {
      functionCall: { ...nativeId(callId, name), name, args: readArguments(json) },
      ...(signature ? { thoughtSignature: signature.value } : {}),
    }
  })

const nativeId = (callId: string, name: string): Fields =>
  callId === '' || isMadeUp(callId, name) ? {} : { id: callId }

function readArguments(json: string): Fields {
  const args = parseJson(json)
  return isFields(args) ? args : { input: args ?? json }
}

function encodeResult({ callId, name: known, parts, isError }: ResultTurn): Fields[] {
  const name = known ?? nameFrom(callId)
  const media = parts.filter((part) => part.type !== 'text' && part.type !== 'refusal')
  const response = readResult(textOf(parts), isError)
  return [{ functionResponse: { ...nativeId(callId, name), name, response } }, ...media.flatMap(encodePart)]
}

/** A result has to be an object. */
function readResult(text: string, isError: boolean): Fields {
  const result = parseJson(text)
  if (isFields(result)) return result
  return { [isError ? 'error' : 'result']: Array.isArray(result) ? (result as unknown[]) : text }
}

function encodePart(part: Part): Fields[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text === '' ? [] : [{ text: part.text }]
    case 'image':
    case 'video':
      return [encodeUrl(part.url)]
    case 'audio':
      return [{ inlineData: { mimeType: `audio/${part.format}`, data: part.data } }]
    case 'file': {
      const { data, name } = part
      if (data !== null && !data.startsWith('data:'))
        return [{ inlineData: { mimeType: mimeOf(name ?? '') ?? 'application/pdf', data } }]
      const url = data ?? part.url ?? part.id
      return url === null ? [] : [encodeUrl(url, name)]
    }
  }
}

/** A codec fetches nothing: what is not in a data URL is for Google to fetch, which it does for files of its own and public URLs. */
function encodeUrl(url: string, name: string | null = null): Fields {
  const inline = readDataUrl(url)
  if (inline) return { inlineData: { mimeType: inline.mime, data: inline.data } }
  const mimeType = mimeOf(name ?? '') ?? mimeOf(url.replace(/[?#].*$/s, ''))
  return { fileData: { ...(mimeType === null ? {} : { mimeType }), fileUri: url } }
}

const mimeTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
  mp3: 'audio/mp3',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
  mp4: 'video/mp4',
  mov: 'video/mov',
  webm: 'video/webm',
}

const mimeOf = (name: string): string | null => mimeTypes[/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''] ?? null
