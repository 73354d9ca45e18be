// Chat completions as they come back, chunk by chunk, into events of the Responses API (GATEWAY.md 4.3 and 7.4). Written for
// what servers of this format really send: usage after the finish or on every chunk, calls without index or id, no `[DONE]`.
import { isFields, type Fields } from '#shared/open-responses/canonical'
import { parseJson } from '#shared/json'
import type { DecodeContext, StreamDecoder } from '../../providers/provider'
import { readDataUrl } from '../conversation'
import { decodeError } from '../error'
import { ResponseWriter, type Finish, type Usage } from '../response-writer'
import { ChatCalls } from './calls'
import { readFinish, readParts, readThought, readUsage, textField } from './fields'

export function createStreamDecoder(context: DecodeContext): StreamDecoder {
  const reader = new ChatReader(context, 'pcm16')
  return {
    feed: ({ name, data }) => {
      if (data.trim() === '[DONE]') reader.done()
      else reader.chunk(parseJson(data), name)
      return reader.writer.take()
    },
    end: () => {
      reader.end()
      return reader.writer.take()
    },
  }
}

/** Reads chunks, or one whole completion, which is a chunk with a `message` in place of its `delta`. */
export class ChatReader {
  readonly writer: ResponseWriter
  readonly #calls: ChatCalls
  readonly #audioFormat: string
  #finish: Finish | null = null
  #usage: Usage | null = null
  #sawChoice = false
  readonly #audio = { data: [] as string[], transcript: '' }

  constructor({ generationId, model, createdAt, reasoning }: DecodeContext, audioFormat: string) {
    this.writer = new ResponseWriter({ itemId: generationId, model, createdAt, reasoning })
    this.#calls = new ChatCalls(this.writer, generationId)
    this.#audioFormat = audioFormat
  }

  /** Some servers name the event of an error, some only the object. */
  chunk(chunk: unknown, name = ''): void {
    if (this.writer.ended) return
    if (!isFields(chunk))
      return this.writer.fail('invalid_upstream_event', 'The provider sent a stream event that is not a JSON object.')
    if (chunk['error'] || name === 'error' || chunk['object'] === 'error') return this.#fail(chunk)
    this.writer.begin({ id: chunk['id'], model: chunk['model'], createdAt: chunk['created'] })
    const usage = readUsage(chunk['usage'])
    this.#usage = usage ?? this.#usage
    const choice = firstChoice(chunk['choices'])
    if (choice) {
      this.#sawChoice = true
      const said = choice['delta'] ?? choice['message']
      if (isFields(said)) this.#say(said)
      this.#finish = readFinish(choice['finish_reason']) ?? this.#finish
    }
    // Some count on every chunk; the last count comes with the finish or after it, and then there is nothing to wait for.
    if (this.#finish && usage) this.#end(this.#finish)
  }

  /** The provider says that this was all, with or without a reason. */
  done(): void {
    if (this.writer.ended) return
    if (this.#sawChoice) return this.#end(this.#finish ?? 'stop')
    this.writer.fail('upstream_empty_response', 'The provider ended its answer without saying anything.')
  }

  /** The connection ended: without a finish reason the answer was cut. */
  end(): void {
    if (!this.writer.ended && this.#finish) this.#end(this.#finish)
  }

  #say(said: Fields): void {
    const thought = readThought(said)
    if (thought !== '') this.writer.reasoning(thought)
    for (const part of readParts(said['content'])) {
      if (part.type === 'thought') this.writer.reasoning(part.text)
      else if (part.type === 'image') this.#image(part.url)
      else this.writer[part.type](part.text)
    }
    this.writer.refusal(textField(said, 'refusal'))
    for (const image of Array.isArray(said['images']) ? readParts(said['images']) : [])
      if (image.type === 'image') this.#image(image.url)
    if (isFields(said['audio'])) this.#listen(said['audio'])
    this.#calls.read(said)
  }

  #image(url: string): void {
    const inline = readDataUrl(url)
    this.writer.part(
      inline
        ? { type: 'output_image', b64_json: inline.data, mime_type: inline.mime }
        : { type: 'output_image', image_url: { url } },
    )
  }

  #listen(audio: Fields): void {
    const [data, transcript] = [textField(audio, 'data'), textField(audio, 'transcript')]
    if (data !== '') {
      this.#audio.data.push(data)
      this.writer.event({ type: 'response.audio.delta', delta: data })
    }
    if (transcript === '') return
    this.#audio.transcript += transcript
    this.writer.event({ type: 'response.audio.transcript.delta', delta: transcript })
  }

  #end(finish: Finish): void {
    const { data, transcript } = this.#audio
    if (data.length > 0 || transcript !== '') {
      this.writer.event({ type: 'response.audio.done' })
      this.writer.event({ type: 'response.audio.transcript.done' })
      const format = this.#audioFormat
      const mime_type = format === 'wav' ? 'audio/wav' : 'audio/pcm'
      this.writer.part({ type: 'output_audio', b64_json: joinBase64(data), mime_type, format, transcript })
    }
    this.writer.finish(finish, this.#usage)
  }

  #fail(chunk: Fields): void {
    const { code, message } = decodeError(0, JSON.stringify(chunk))
    this.writer.fail(code ?? 'server_error', message ?? 'The provider broke off with an error.', this.#usage)
  }
}

/** Only one choice is ever asked for. */
function firstChoice(choices: unknown): Fields | null {
  const list: readonly unknown[] = Array.isArray(choices) ? choices : []
  return list.find((choice): choice is Fields => isFields(choice) && (choice['index'] ?? 0) === 0) ?? null
}

/** Pieces that are padded were encoded one by one, and cannot be joined as text. */
function joinBase64(pieces: readonly string[]): string {
  if (!pieces.slice(0, -1).some((piece) => piece.endsWith('='))) return pieces.join('')
  try {
    return btoa(pieces.map((piece) => atob(piece)).join(''))
  } catch {
    return pieces.join('')
  }
}
