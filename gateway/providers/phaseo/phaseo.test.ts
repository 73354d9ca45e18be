import { describe, expect, it } from 'vitest'
import { foldAliases } from '#shared/open-responses/canonical'
import { requestSchema } from '#shared/open-responses/request'
import { catalogueOf } from '../../../test/support/catalogue'
import { phaseo } from './index'

const provider = catalogueOf({ providers: [{ id: 'phaseo' }] }).providers.get('phaseo')
if (!provider) throw new Error('no provider')
const target = { provider, model: 'openai/gpt-5', apiKey: 'k' }
const codec = phaseo.codecFor(target)

describe('a request to the hosted gateway', () => {
  it('goes as it came, options and all, under its name of the model', () => {
    const options = { openai: { context_management: { type: 'compaction' } } }
    const fields = {
      input: 'hi',
      reasoning: { enabled: true, max_tokens: 4 },
      debug: { enabled: true },
      provider: { only: ['openai'] },
      provider_options: options,
    }
    const request = foldAliases(requestSchema.parse({ model: 'phaseo/gpt-5', ...fields }), true)
    const { url, body } = codec.encodeRequest(request, target)
    expect(url).toBe('https://api.phaseo.app/v1/responses')
    expect(JSON.parse(body)).toEqual({ ...fields, model: 'openai/gpt-5' })
  })
  it('has its own address for websockets', () => {
    expect(codec.encodeHandshake?.(target)).toEqual({
      url: 'https://api.phaseo.app/v1/responses/ws',
      headers: { authorization: 'Bearer k' },
    })
  })
})

describe('a refusal of the hosted gateway', () => {
  it('is an envelope: its code, its description, its reason', () => {
    const envelope = {
      error: 'upstream_error',
      ok: false,
      message: 'short',
      description: 'Provider "x" failed.',
      reason: 'all_candidates_failed',
      upstream_error: { code: 'c', message: 'm', description: null, param: 'temperature' },
    }
    expect(codec.decodeError(502, JSON.stringify(envelope))).toEqual({
      code: 'upstream_error',
      message: 'Provider "x" failed.',
      description: 'all_candidates_failed',
      param: 'temperature',
    })
  })
  it.each([
    [{ error: 'unauthorised', message: 'm' }, ['unauthorised', 'm']],
    [{ error: { code: 'c', message: 'm' } }, ['c', 'm']],
    ['bad gateway', [null, 'bad gateway']],
  ])('or something else: %j', (body, [code, message]) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    expect(codec.decodeError(502, text)).toMatchObject({ code, message })
  })
})
