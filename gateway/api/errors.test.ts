import { describe, expect, it } from 'vitest'
import { buildEnvelope, errorCodes, errorHeaders, type ErrorCode } from './errors'

const rows: readonly (readonly [ErrorCode, number, string, string, string])[] = [
  ['invalid_json', 400, 'user', 'user', 'user'],
  ['validation_error', 400, 'user', 'user', 'user'],
  ['model_required', 400, 'user', 'user', 'user'],
  ['unsupported_model_or_endpoint', 400, 'user', 'user', 'user'],
  ['unauthorised', 401, 'user', 'user', 'user'],
  ['host_not_allowed', 403, 'user', 'user', 'user'],
  ['origin_not_allowed', 403, 'user', 'user', 'user'],
  ['not_found', 404, 'user', 'user', 'user'],
  ['method_not_allowed', 405, 'user', 'user', 'user'],
  ['payload_too_large', 413, 'user', 'user', 'user'],
  ['unsupported_media_type', 415, 'user', 'user', 'user'],
  ['pipeline_execution_error', 500, 'system', 'gateway', 'upstream'],
  ['upstream_error', 502, 'system', 'upstream', 'upstream'],
  ['provider_payment_required', 502, 'system', 'upstream', 'upstream'],
  ['request_timeout', 504, 'system', 'gateway', 'upstream'],
]

describe('every error has one status, type, origin and attribution', () => {
  it('all of them are in this table', () => expect(rows.map(([code]) => code)).toEqual(Object.keys(errorCodes)))
  it.each(rows)('%s is %i %s %s, attributed to %s', (code, status, type, origin, attribution) => {
    const envelope = buildEnvelope({ code, description: 'why' }, 'G-1')
    expect(envelope).toEqual({
      error: code,
      ok: false,
      message: 'why',
      description: 'why',
      generation_id: 'G-1',
      status_code: status,
      error_type: type,
      error_origin: origin,
    })
    expect(errorHeaders(envelope)).toEqual({
      'x-gateway-error-attribution': attribution,
      'x-gateway-error-origin': origin,
    })
  })
  it('a short message stands beside a bare code, extra fields at the end', () => {
    const refusal = { code: 'unauthorised', description: 'key_x', message: 'Say it.', extra: { reason: 'r' } } as const
    const envelope = buildEnvelope(refusal, 'G-1')
    expect(envelope).toMatchObject({ description: 'key_x', message: 'Say it.', reason: 'r' })
    expect(Object.keys(envelope).at(-1)).toBe('reason')
  })
})
