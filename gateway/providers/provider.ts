// The port every provider implements: pure codecs between the Responses API and the provider's own wire format. Who
// carries the bytes (network or simulator) is none of its business.
import type { CanonicalRequest, Fields } from '#shared/open-responses/canonical'
import type { StreamEvent } from '#shared/open-responses/events'
import type { Provider } from '../config/catalogue'
import type { UpstreamRequest } from '../upstream/upstream'
import type { ProviderDescriptor } from './descriptor'

export type { ProviderDescriptor }

/** Where a request goes: the provider's settings and its own name for the model. */
export type Target = {
  readonly provider: Provider
  readonly model: string
  /** The credential of this call; the client's own one when the provider passes it through. */
  readonly apiKey: string | null
}

/** What a provider said when it refused, in the words of `failure_sample[]`. */
export type UpstreamError = {
  readonly code: string | null
  readonly message: string | null
  readonly description: string | null
  readonly param: string | null
}

/** What a decoder has to know about the call besides the bytes. */
export type DecodeContext = {
  /** Ids of output items are made from it (GATEWAY.md 0.3). */
  readonly generationId: string
  /** The provider's name for the model, for answers that do not repeat it. */
  readonly model: string
  /** Unix seconds, for answers that carry no time. */
  readonly createdAt: number
  /** Whether thoughts become `reasoning_text` (the documents) or `reasoning_summary_text` (what third-party clients read). */
  readonly reasoning: 'text' | 'summary'
}

/** One event of the provider's stream: `name` is the SSE event name, `''` without one. */
export type UpstreamEvent = { readonly name: string; readonly data: string }

/**
 * Turns a provider's stream into events of the Responses API, in their documented order (PROTOCOL 3), ending in exactly one
 * terminal event. What is no such stream (broken JSON, an error inside a 200) ends in `response.failed`; never throws.
 */
export type StreamDecoder = {
  readonly feed: (event: UpstreamEvent) => readonly StreamEvent[]
  /** The provider closed the stream. Without a terminal event among these, or before, the stream was cut. */
  readonly end: () => readonly StreamEvent[]
}

/** What a client of the provider's own API asked for, as far as a simulated answer needs it. */
export type EmulatedRequest = {
  readonly stream: boolean
  /** Fields of the Responses API: `model`, `input`, and whatever else the wire format carries. */
  readonly request: Fields
}

/** The wire format the other way round: what this provider would send. The simulator speaks through it. */
export type Emulator = {
  readonly readRequest: (request: Pick<UpstreamRequest, 'url' | 'body'>) => EmulatedRequest
  /** For one stream: the text to send for each event, and at a clean end. */
  readonly createStream: () => { readonly event: (event: StreamEvent) => string; readonly end: () => string }
  /** The whole JSON body for a finished response object. */
  readonly body: (response: Fields) => unknown
  /** The body of a refusal. */
  readonly error: (status: number, error: Fields) => unknown
}

/** One wire format, spoken in both directions. */
export type Codec = {
  readonly dialect: 'responses' | 'chat-completions' | 'messages' | 'generate-content'
  /**
   * Parameters the format has no place for, by their dotted canonical names (`previous_response_id`,
   * `provider_options.openai.context_management`). Whatever is not listed counts as unknown, not as unsupported (2.10).
   */
  readonly unsupported: readonly string[]
  /** Types of tools the format can carry; null = any. */
  readonly toolTypes: readonly string[] | null
  readonly encodeRequest: (request: CanonicalRequest, target: Target) => UpstreamRequest
  /** The handshake of a websocket session; null when there is none. */
  readonly encodeHandshake: ((target: Target) => Omit<UpstreamRequest, 'body'>) | null
  /** A whole 200 body as a response object of the API. */
  readonly decodeResponse: (body: Fields, context: DecodeContext) => Fields
  /** null: the stream is the API's own, its bytes go through as they are. */
  readonly createStreamDecoder: ((context: DecodeContext) => StreamDecoder) | null
  readonly decodeError: (status: number, body: string) => UpstreamError
  readonly emulator: Emulator
}

export type ProviderAdapter = {
  readonly descriptor: ProviderDescriptor
  /** The format this provider speaks for this model. */
  readonly codecFor: (target: Pick<Target, 'provider' | 'model'>) => Codec
}
