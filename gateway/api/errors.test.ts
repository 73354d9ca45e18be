import { describe, expect, it } from 'vitest'
import { buildEnvelope, errorCodes, errorHeaders, toHybrid, type CodeRow, type ErrorCode } from './errors'

const rows = Object.entries(errorCodes) as readonly (readonly [ErrorCode, CodeRow])[]

/** GATEWAY.md 1.5, 1.6 and 1.4, told again: what a reader of the documents would compute. */
const typeOf = (code: string, status: number): string => {
  if (
    /invalid_json|validation|unsupported_(param|model_or_endpoint|modalities)|bad_request|missing_required/.test(code)
  )
    return 'user'
  if (/gateway|no_key|unauthorized|forbidden|timeout|overload|rate_limit|upstream|internal|executor|routing/.test(code))
    return 'system'
  return status >= 500 || [429, 408, 401, 403].includes(status) ? 'system' : 'user'
}
const originOf = (code: string, { stage, status }: CodeRow): string => {
  if (stage !== 'execute') return status >= 500 ? 'gateway' : 'user'
  if (code === 'upstream_error' || code === 'provider_payment_required' || evident.has(code)) return 'upstream'
  return status >= 500 ? 'gateway' : 'user'
}
/** A bad key and a closed door are the caller's to mend, whatever their status (GATEWAY.md 1.5, note). */
const callers: ReadonlySet<string> = new Set([
  'unauthorised',
  'host_not_allowed',
  'origin_not_allowed',
  'gateway_server_tool_limit',
])
/** Codes that always come with evidence of an upstream (1.6, second rule). */
const evident: ReadonlySet<string> = new Set(['provider_capacity_exhausted', 'google_empty_response'])

describe('every error has one status, type, origin and attribution', () => {
  it.each(rows)('%s', (code, row) => {
    const envelope = buildEnvelope({ code, description: 'why' }, 'G-1')
    expect(envelope).toEqual({
      error: code,
      ok: false,
      message: 'why',
      description: 'why',
      generation_id: 'G-1',
      status_code: row.status,
      error_type: callers.has(code) ? 'user' : typeOf(code, row.status),
      error_origin: originOf(code, row),
    })
    expect(errorHeaders(envelope)).toEqual({
      'x-gateway-error-attribution':
        row.status >= 500 || (row.stage === 'execute' && row.status === 429) ? 'upstream' : 'user',
      'x-gateway-error-origin': row.origin,
    })
  })
  it('is documented', async () => {
    const cell = (list: readonly string[] = []) => list.map((word) => `\`${word}\``).join(', ')
    const lines = rows.map(([code, r]) => {
      const meaning = r.onlyByFault
        ? `${r.meaning} Only a fault of the provider \`gateway\` causes it here.`
        : r.meaning
      return `| \`${code}\` | ${r.status} | ${r.type} / ${r.origin} | ${meaning} | ${cell(r.reasons)} | ${cell(r.fields)} |`
    })
    const text = [
      '# Errors',
      '',
      'Every error the gateway answers with. The table is made from the code; `npx vitest run --mode test gateway/api/errors --update` writes it anew.',
      '',
      '| `error` | status | type / origin | when | `reason` | fields of its own |',
      '| --- | --- | --- | --- | --- | --- |',
      ...lines,
      '',
    ].join('\n')
    await expect(text).toMatchFileSnapshot('../../docs/errors.md')
  })
  it('a short message stands beside a bare code, extra fields at the end', () => {
    const refusal = { code: 'unauthorised', description: 'key_x', message: 'Say it.', extra: { reason: 'r' } } as const
    const envelope = buildEnvelope(refusal, 'G-1')
    expect(envelope).toMatchObject({ description: 'key_x', message: 'Say it.', reason: 'r' })
    expect(Object.keys(envelope).at(-1)).toBe('reason')
  })
})

describe('the hybrid form says the cause where clients look for it', () => {
  const hybrid = (code: ErrorCode, more: object = {}) =>
    toHybrid(buildEnvelope({ code, description: 'why', ...more }, 'G-1'))
  it('and keeps every flat field', () =>
    expect(hybrid('upstream_error')).toMatchObject({
      error: { message: 'why', type: 'server_error', code: 'upstream_error', param: '' },
      description: 'why',
      generation_id: 'G-1',
      status_code: 502,
    }))
  it('in words where the description is a bare code', () =>
    expect(hybrid('unauthorised', { description: 'invalid_key_format', message: 'Send the token.' })).toMatchObject({
      error: { message: 'Send the token.', type: 'authentication_error' },
      description: 'invalid_key_format',
    }))
  it.each<readonly [ErrorCode, string]>([
    ['unauthorised', 'authentication_error'],
    ['host_not_allowed', 'permission_error'],
    ['not_found', 'not_found'],
    ['provider_capacity_exhausted', 'too_many_requests'],
    ['invalid_json', 'invalid_request_error'],
    ['pipeline_execution_error', 'server_error'],
    ['upstream_error', 'server_error'],
  ])('with the type of the status: %s is %s', (code, type) => {
    expect(hybrid(code)).toMatchObject({ error: { type, code } })
  })
  it('with the parameter at fault', () => {
    expect(hybrid('validation_error', { extra: { details: [] } })).toMatchObject({ error: { param: '' } })
    const details = [{ message: 'm', path: ['input', 0, 'phase'], keyword: 'custom', params: {} }]
    expect(hybrid('validation_error', { extra: { details } })).toMatchObject({ error: { param: 'input.0.phase' } })
    const upstream_error = { code: 'c', message: 'm', description: null, param: 'top_p' }
    expect(hybrid('upstream_error', { extra: { upstream_error } })).toMatchObject({ error: { param: 'top_p' } })
  })
})
