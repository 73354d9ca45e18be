// An error in place of an event, from the table of faults: as a stream, a websocket or a body tells it (GATEWAY.md 1.10, 5.2).
import { gatewayErrors, type GatewayError } from '#shared/fault/gateway-errors'
import { faultKinds } from '#shared/fault/kinds'
import { parseEvent } from '#shared/open-responses/events'

export type ErrorChoice = { readonly code: string; readonly title: string }

const ofProvider: ErrorChoice = {
  code: 'server_error',
  title: faultKinds.find(({ name }) => name === 'error-event')?.title ?? '',
}

export const errorChoices: readonly ErrorChoice[] = [
  ofProvider,
  ...Object.entries<GatewayError>(gatewayErrors).map(([code, { title }]) => ({ code, title })),
]

/** `stream`: how the frame came. What is no event of a stream is a whole body. */
export function errorText(code: string, original: string, stream: 'sse' | 'websocket' | 'body'): string {
  const known = (gatewayErrors as Readonly<Record<string, GatewayError>>)[code]
  const message = known?.description ?? 'Something went wrong upstream.'
  // The table's titles begin with the status.
  const status = Number.parseInt(known?.title ?? '', 10) || 500
  if (stream === 'body') return JSON.stringify({ error: code, status_code: status, description: message })
  const error = { type: known ? 'gateway_error' : 'server_error', code, message, param: null }
  if (stream === 'websocket') return JSON.stringify({ type: 'error', status, error })
  const number = parseEvent(original)?.['sequence_number']
  const event = {
    type: 'error',
    ...(typeof number === 'number' ? { sequence_number: number } : {}),
    code,
    message,
    param: null,
    error,
  }
  return `event: error\ndata: ${JSON.stringify(event)}\n\n`
}
