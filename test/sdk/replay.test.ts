// The real openai SDK against a replay: it cannot tell a recorded session from the provider it was recorded from.
import OpenAI from 'openai'
import { ResponsesWS } from 'openai/resources/responses/ws'
import type { ResponseStreamEvent } from 'openai/resources/responses/responses'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startTestGateway, token, type TestGateway } from '../support/gateway'

const live = (gateway: TestGateway) => new OpenAI({ baseURL: gateway.url, apiKey: token, maxRetries: 0 })

async function replayed(gateway: TestGateway): Promise<OpenAI> {
  const { id } = await gateway.settled()
  const { baseUrl } = await gateway.handlers['replay.address']({ id })
  return new OpenAI({ baseURL: baseUrl, apiKey: token, maxRetries: 0, defaultQuery: { speed: 'max' } })
}

async function streamed(client: OpenAI, model: string) {
  const stream = client.responses.stream({ model, input: 'Where is order 48213?' })
  const events: ResponseStreamEvent[] = []
  const failure: unknown = await (async () => {
    for await (const event of stream) events.push(event)
    return null
  })().catch((error: unknown) => error)
  return { events, failure: describeError(failure), final: failure ? null : await stream.finalResponse() }
}

function describeError(error: unknown): object | null {
  if (error === null) return null
  if (!(error instanceof OpenAI.APIError)) return { name: (error as Error).name, message: (error as Error).message }
  const { name, message, status, code, param, type, requestID, error: body } = error
  return { class: error.constructor.name, name, message, status, code, param, type, requestID, body: body as unknown }
}

async function talk(client: OpenAI, inputs: readonly string[]): Promise<ResponseStreamEvent[][]> {
  const socket = new ResponsesWS(client)
  onTestFinished(() => socket.close())
  const turns: ResponseStreamEvent[][] = []
  for (const input of inputs) {
    const events: ResponseStreamEvent[] = []
    turns.push(events)
    await new Promise<void>((resolve, reject) => {
      const hear = (event: ResponseStreamEvent) => {
        events.push(event)
        if (event.type !== 'response.completed') return
        socket.off('event', hear)
        resolve()
      }
      socket.on('event', hear)
      socket.once('error', reject)
      const metadata = { gatescope_scenario: 'tool-call' }
      const message = { type: 'response.create', model: 'openai/gpt-5-nano', input, metadata }
      socket.send(message as Parameters<typeof socket.send>[0])
    })
  }
  socket.close()
  return turns
}

describe('the openai SDK reads a replay as it read the session', () => {
  it.each(['tool-call', 'incomplete', 'cut'])(
    'over SSE: %s, event by event, and what it makes of them',
    async (name) => {
      const gateway = await startTestGateway()
      const first = await streamed(live(gateway), `simulator/${name}`)
      expect(first.events.length).toBeGreaterThan(3)
      expect(await streamed(await replayed(gateway), `simulator/${name}`)).toEqual(first)
    },
  )
  it('as JSON', async () => {
    const gateway = await startTestGateway()
    const ask = (client: OpenAI) => client.responses.create({ model: 'simulator/tool-call', input: 'x' })
    const first = await ask(live(gateway))
    expect(first.output).toHaveLength(2)
    expect(await ask(await replayed(gateway))).toEqual(first)
  })
  it('on a websocket, turn by turn', async () => {
    const gateway = await startTestGateway()
    const inputs = ['one', 'two']
    const first = await talk(live(gateway), inputs)
    expect(first.map((events) => events.at(-1)?.type)).toEqual(['response.completed', 'response.completed'])
    expect(await talk(await replayed(gateway), inputs)).toEqual(first)
  })
  it.each([
    ['simulator/rate-limited', OpenAI.InternalServerError],
    ['openai/none', OpenAI.BadRequestError],
  ])('a failure of %s: the same class with the same fields', async (model, expected) => {
    const gateway = await startTestGateway()
    const fail = (client: OpenAI) => client.responses.create({ model, input: 'x' }).catch((error: unknown) => error)
    const first = await fail(live(gateway))
    expect(first).toBeInstanceOf(expected)
    expect(describeError(await fail(await replayed(gateway)))).toEqual(describeError(first))
  })
})
