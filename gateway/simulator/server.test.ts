import { describe, expect, it, onTestFinished } from 'vitest'
import { foldAliases } from '#shared/open-responses/canonical'
import { requestSchema } from '#shared/open-responses/request'
import { catalogueOf } from '../../test/support/catalogue'
import { codecsByDialect } from './dialects'
import { startSimulator } from './server'

const codecs = codecsByDialect()
const dialects = ['responses', 'chat-completions', 'messages', 'generate-content'] as const
const there = dialects.filter((dialect) => codecs.has(dialect))
const missing = dialects.filter((dialect) => !codecs.has(dialect))

/** Asks the server as the gateway's own codec of this dialect asks a provider. */
async function ask(dialect: (typeof dialects)[number], fields: object, fault: string | null = null) {
  const simulator = await startSimulator({ dialect, scenario: null, fault, port: 0 })
  onTestFinished(simulator.close)
  const codec = codecs.get(dialect)
  const provider = catalogueOf({ providers: [{ id: 'openai', base_url: simulator.url }] }).providers.get('openai')
  if (!codec || !provider) throw new Error('nobody to ask')
  const request = foldAliases(requestSchema.parse({ model: 'lab/reply', input: 'Why?', ...fields }))
  const { url, headers, body } = codec.encodeRequest(request, { provider, model: 'reply', apiKey: 'k' })
  return { codec, response: await fetch(url, { method: 'POST', headers, body }) }
}

describe.each(there)('a simulator that speaks %s', (dialect) => {
  it('answers what the codec asks in what the codec reads', async () => {
    const { codec, response } = await ask(dialect, {})
    const body = (await response.json()) as Record<string, unknown>
    const context = { generationId: 'G-1', model: 'm', createdAt: 1, reasoning: 'summary' } as const
    expect(JSON.stringify(codec.decodeResponse(body, context))).toContain('This is a simulated answer')
  })
  it('streams', async () => {
    const { response } = await ask(dialect, { stream: true })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    expect(await response.text()).toMatch(/^data: /m)
  })
  it('injects errors in its own words', async () => {
    const { codec, response } = await ask(dialect, {}, '429')
    expect([response.status, response.headers.get('x-gatescope-fault')]).toEqual([429, 'injected'])
    expect(codec.decodeError(429, await response.text()).message).toBe('Injected: HTTP 429.')
  })
})

it('says of a dialect that no adapter speaks that it is not there', async () => {
  for (const dialect of missing) {
    await expect(startSimulator({ dialect, scenario: null, fault: null, port: 0 })).rejects.toMatchObject({
      code: 'option_invalid',
      message: `No provider of this version speaks the dialect "${dialect}"; there are: ${there.join(', ')}.`,
    })
  }
  expect([...there, ...missing].sort()).toEqual([...dialects].sort())
})
