// An error inside a stream. Clients know it in one of two shapes, with its fields in the event or in an object of their
// own (PROTOCOL 5), and are told both.
import { field, parseJson } from '#shared/json'
import { isFields } from '#shared/open-responses/canonical'
import type { StreamEvent } from '#shared/open-responses/events'

export type StreamError = {
  readonly type: string
  readonly code: string
  readonly message: string
  readonly param: string | null
}

export const upstreamError = (code: string, message: string): StreamError => ({
  type: 'upstream_error',
  code,
  message,
  param: null,
})

export const errorEvent = (error: StreamError, sequence_number: number): StreamEvent => {
  const { code, message, param } = error
  return { type: 'error', sequence_number, code, message, param, error }
}

/** What a provider's own `error` event says, in whichever shape; `data` may be anything. */
export function readStreamError(data: string): StreamError {
  const event = parseJson(data)
  const error = field(event, 'error')
  const said = isFields(error) ? error : event
  const text = (key: string) => {
    const value = field(said, key)
    return typeof value === 'string' ? value : null
  }
  return {
    type: said === error ? (text('type') ?? 'server_error') : 'server_error',
    code: text('code') ?? 'upstream_error',
    message: text('message') ?? (typeof error === 'string' ? error : 'The provider ended the stream with an error.'),
    param: text('param'),
  }
}
