// What Gemini answers, as a response of the API (GATEWAY.md 7.6). A stream is a row of such answers, each telling a piece,
// so one reader serves both.
import { isFields, type Fields } from '#shared/open-responses/canonical'
import { ResponseWriter, type Finish, type Usage } from '../../dialects/response-writer'
import type { DecodeContext } from '../provider'
import { describeError } from './error'
import { encodeSignature, madeUpId, type Signature } from './native'

export function decodeResponse(body: Fields, context: DecodeContext): Fields {
  const reader = new AnswerReader(context)
  reader.read(body)
  reader.close()
  return reader.writer.response ?? {}
}

const finishes: Readonly<Record<string, Finish>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  IMAGE_SAFETY: 'content_filter',
  IMAGE_PROHIBITED_CONTENT: 'content_filter',
  IMAGE_RECITATION: 'content_filter',
  MODEL_ARMOR: 'content_filter',
}

/** Reads answers one after another and writes what they say. */
export class AnswerReader {
  readonly writer: ResponseWriter
  #usage: Fields | null = null
  #end: { readonly finish: Finish; readonly message: string } | null = null
  #calls = 0
  /** Signatures of text that may still go on. */
  #signatures: Signature[] = []
  #hasCandidate = false

  constructor({ generationId, model, createdAt, reasoning }: DecodeContext) {
    this.writer = new ResponseWriter({ itemId: generationId, model, createdAt, reasoning })
  }

  read(answer: Fields): void {
    if (this.writer.ended) return
    const { error, usageMetadata, candidates } = answer
    if (isFields(error)) {
      const { code, message } = describeError(error)
      return this.writer.fail(code, message, this.#tokens())
    }
    this.writer.begin({ id: answer['responseId'], model: answer['modelVersion'] })
    if (isFields(usageMetadata)) this.#usage = { ...this.#usage, ...usageMetadata }
    const candidate = Array.isArray(candidates) ? candidates.find(isFields) : undefined
    if (candidate) this.#candidate(candidate)
    else this.#blocked(answer['promptFeedback'])
    // Usage comes with the end, or right after it; the client should not wait for the connection to close.
    if (isFields(usageMetadata) || this.#usage?.['candidatesTokenCount'] !== undefined) this.settle()
  }

  /** Ends the response if the provider said that it ends. */
  settle(): void {
    if (!this.#end) return
    const { finish, message } = this.#end
    if (finish === 'error') return this.writer.fail('server_error', message, this.#tokens())
    // A text that was cut has to stay the last item; what signs half a text is of no use.
    if (finish === 'stop') this.#sign()
    this.writer.finish(finish, this.#tokens())
  }

  /** Nothing follows, and nothing is missing: a whole body is whole, also when it does not say why it ends. */
  close(): void {
    this.settle()
    if (this.#hasCandidate) this.writer.finish('stop', this.#tokens())
    else this.writer.fail('server_error', 'The provider answered without a candidate.', this.#tokens())
  }

  #tokens(): Usage | null {
    return this.#usage && decodeUsage(this.#usage)
  }

  #candidate({ content, finishReason, finishMessage }: Fields): void {
    this.#hasCandidate = true
    const parts = isFields(content) ? content['parts'] : undefined
    for (const part of Array.isArray(parts) ? parts : []) if (isFields(part)) this.#part(part)
    if (typeof finishReason !== 'string' || finishReason === 'FINISH_REASON_UNSPECIFIED') return
    const why = typeof finishMessage === 'string' ? `: ${finishMessage}` : '.'
    this.#end = {
      finish: finishes[finishReason] ?? 'error',
      message: `The provider stopped with ${finishReason}${why}`,
    }
  }

  /** The prompt itself was refused, so there is no candidate. */
  #blocked(feedback: unknown): void {
    if (isFields(feedback) && typeof feedback['blockReason'] === 'string')
      this.#end = { finish: 'content_filter', message: '' }
  }

  #part(part: Fields): void {
    const { functionCall, inlineData, fileData, thought, thoughtSignature: value } = part
    const signature = typeof value === 'string' && value !== '' ? value : null
    if (isFields(functionCall)) return this.#call(functionCall, signature)
    // Drafts of an image are thoughts that the API has no place for.
    if (isFields(inlineData)) return thought === true ? undefined : this.#media(inlineData, signature)
    if (isFields(fileData)) return thought === true ? undefined : this.#media(fileData, signature)
    const text = textOf(part)
    if (thought === true) return this.#thought(text, signature)
    this.writer.text(text)
    if (signature !== null) this.#signatures.push({ value: signature, of: text === '' ? 'empty' : 'text' })
  }

  #thought(text: string, value: string | null): void {
    if (value === null) return text === '' ? undefined : this.writer.reasoning(text)
    this.#write(text, { value, of: 'thought' })
  }

  #call({ id, name: said, args }: Fields, value: string | null): void {
    const name = typeof said === 'string' ? said : ''
    const callId = typeof id === 'string' && id !== '' ? id : madeUpId(name, this.#calls)
    const json = formatArguments(args)
    if (json === null) return this.writer.fail('invalid_upstream_event', 'The arguments of a call are nested too deep.')
    this.#sign()
    if (value !== null) this.#write('', { value, callId })
    this.writer.openCall(this.#calls, callId, name)
    this.writer.callArguments(this.#calls, json)
    this.writer.closeCall(this.#calls)
    this.#calls += 1
  }

  #media(media: Fields, value: string | null): void {
    const part = encodeMedia(media)
    this.#sign()
    if (value !== null) this.#write('', { value, of: 'media' })
    if (typeof part === 'string') this.writer.text(part)
    else this.writer.part(part)
  }

  /** The signatures of a text follow it, once it is complete; those of other parts stand before them. */
  #sign(): void {
    for (const signature of this.#signatures) this.#write('', signature)
    this.#signatures = []
  }

  #write(text: string, signature: Signature): void {
    this.writer.reasoning(text, { encrypted_content: encodeSignature(signature) })
    this.writer.closeItem()
  }
}

/** Text, and what the model ran by itself as blocks of code. */
function textOf({ text, executableCode, codeExecutionResult }: Fields): string {
  if (isFields(executableCode)) return fence(stringOf(executableCode['language']).toLowerCase(), executableCode['code'])
  if (isFields(codeExecutionResult)) {
    const { outcome, output } = codeExecutionResult
    return fence(outcome === 'OUTCOME_OK' ? '' : stringOf(outcome), output)
  }
  return stringOf(text)
}

const fence = (label: string, text: unknown): string =>
  `\n\`\`\`${label}\n${stringOf(text).replace(/\n$/, '')}\n\`\`\`\n`

const stringOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A part of a message, or the URL as text for what messages cannot hold. */
function encodeMedia({ mimeType, data, fileUri }: Fields): Fields | string {
  const mime_type = stringOf(mimeType)
  const [kind, format = ''] = mime_type.split(';')[0]?.split('/') ?? []
  const url = stringOf(fileUri)
  const isInline = typeof data === 'string'
  if (kind === 'image')
    return { type: 'output_image', ...(isInline ? { b64_json: data } : { image_url: { url } }), mime_type }
  if (kind === 'audio') {
    const source = isInline ? { b64_json: data } : { audio_url: { url } }
    return { type: 'output_audio', ...source, mime_type, format: format.toLowerCase() === 'l16' ? 'pcm16' : format }
  }
  return isInline ? `data:${mime_type};base64,${data}` : url
}

/** Null when they cannot be written: reading JSON goes deeper than writing it. */
function formatArguments(args: unknown): string | null {
  if (!isFields(args)) return '{}'
  try {
    return JSON.stringify(args)
  } catch {
    return null
  }
}

/**
 * Output includes thinking. Gemini counts thoughts beside the candidates, some servers count them within: the total tells
 * which. What the model's own tools read is input.
 */
function decodeUsage(metadata: Fields): Usage {
  const count = (name: string) => (typeof metadata[name] === 'number' ? metadata[name] : 0)
  const input = count('promptTokenCount') + count('toolUsePromptTokenCount')
  const candidates = count('candidatesTokenCount')
  const reasoning = count('thoughtsTokenCount')
  const total = count('totalTokenCount')
  return {
    input,
    output: input + candidates === total ? candidates : candidates + reasoning,
    total: total > 0 ? total : undefined,
    cached: count('cachedContentTokenCount'),
    reasoning,
  }
}
