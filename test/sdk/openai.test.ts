// The real openai SDK against `gatescope serve`: what works here works in a user's program.
import OpenAI from 'openai'
import { ResponsesWS } from 'openai/resources/responses/ws'
import type { ResponseStreamEvent } from 'openai/resources/responses/responses'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { serveCli } from '../support/cli'
import { temporaryFolder } from '../support/gateway'

async function connect() {
  const serving = await serveCli(temporaryFolder(), temporaryFolder())
  onTestFinished(async () => void (await serving.stop('SIGKILL')))
  return new OpenAI({ baseURL: serving.gateway, apiKey: serving.token, maxRetries: 0 })
}

describe('the openai SDK', () => {
  let version = ''
  beforeAll(async () => {
    version = ((await import('openai/version')) as { VERSION: string }).VERSION
  })

  it('creates a response as JSON', async () => {
    expect(version).toMatch(/^6\./)
    const client = await connect()
    const response = await client.responses.create({ model: 'openai/gpt-5-nano', input: 'Ping?' })
    expect(response.id).toMatch(/^G-/)
    expect(response.output_text).toContain('You asked: “Ping?”')
    expect(response.usage?.total_tokens).toBeGreaterThan(0)
  })

  it('streams, and its accumulator accepts the order of events', async () => {
    const client = await connect()
    const stream = client.responses.stream({ model: 'simulator/fallback', input: 'Where is order 48213?' })
    const types: string[] = []
    let text = ''
    for await (const event of stream) {
      types.push(event.type)
      if (event.type === 'response.output_text.delta') text += event.delta
    }
    const final = await stream.finalResponse()
    expect(types[0]).toBe('response.created')
    expect(types.at(-1)).toBe('response.completed')
    expect(final.output.map((item) => item.type)).toEqual(['reasoning', 'message', 'function_call'])
    expect(final.output_text).toBe(text)
  })

  it('gets typed errors with their status and our code', async () => {
    const client = await connect()
    const error = await client.responses.create({ model: 'openai/none', input: 'x' }).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(OpenAI.BadRequestError)
    const busy = await client.responses.create({ model: 'simulator/rate-limited', input: 'x' }).catch((e: unknown) => e)
    expect(busy).toBeInstanceOf(OpenAI.InternalServerError)
    expect((busy as InstanceType<typeof OpenAI.APIError>).status).toBe(502)
    const stranger = new OpenAI({ baseURL: client.baseURL, apiKey: 'wrong', maxRetries: 0 })
    expect(await stranger.responses.create({ model: 'x', input: 'x' }).catch((e: unknown) => e)).toBeInstanceOf(
      OpenAI.AuthenticationError,
    )
  })

  it('sees a stream that breaks as an error', async () => {
    const client = await connect()
    const stream = await client.responses.create({ model: 'simulator/cut', input: 'x', stream: true })
    const seen: string[] = []
    const failure = await (async () => {
      for await (const event of stream) seen.push(event.type)
      return null
    })().catch((e: unknown) => e)
    expect(seen).toContain('response.output_text.delta')
    expect(failure).toBeInstanceOf(OpenAI.APIError)
  })

  it('talks three turns over its websocket class, each continued from the last', async () => {
    const client = await connect()
    const socket = new ResponsesWS(client)
    onTestFinished(() => socket.close())
    const completed = () =>
      new Promise<Extract<ResponseStreamEvent, { type: 'response.completed' }>['response']>((resolve, reject) => {
        socket.once('response.completed', (event) => resolve(event.response))
        socket.once('error', reject)
      })
    const ids: string[] = []
    for (const input of ['one', 'two', 'three']) {
      const done = completed()
      socket.send({
        type: 'response.create',
        model: 'openai/gpt-5-nano',
        input,
        previous_response_id: ids.at(-1) ?? null,
      } as Parameters<typeof socket.send>[0])
      const response = await done
      expect(response.status).toBe('completed')
      expect(response.previous_response_id ?? undefined).toBe(ids.at(-1))
      ids.push(response.id)
    }
    expect(new Set(ids).size).toBe(3)
  })
})
