// The port every provider implements: pure codecs between the Responses API and the provider's own wire format. Who
// carries the bytes (network or simulator) is none of its business.
import type { StreamEvent } from '#shared/open-responses/events'
import type { ResponsesRequest } from '#shared/open-responses/request'
import type { Provider } from '../config/catalogue'
import type { UpstreamRequest } from '../upstream/upstream'

/** Where a request goes: the provider's settings and its own name for the model. */
export type Target = { readonly provider: Provider; readonly model: string }

/** What a provider said when it refused, in the words of `failure_sample[]`. */
export type UpstreamError = {
  readonly code: string | null
  readonly message: string | null
  readonly description: string | null
  readonly param: string | null
}

/** The wire format the other way round: what this provider would send. The simulator speaks through it. */
export type Emulator = {
  readonly event: (event: StreamEvent) => string
  readonly body: (response: unknown) => string
}

export type ProviderAdapter = {
  readonly id: string
  readonly encodeRequest: (request: ResponsesRequest, target: Target) => UpstreamRequest
  /** The handshake of a websocket session; null when the provider has none. */
  readonly encodeHandshake: ((target: Target) => Omit<UpstreamRequest, 'body'>) | null
  readonly decodeError: (status: number, body: string) => UpstreamError
  readonly emulator: Emulator
}
