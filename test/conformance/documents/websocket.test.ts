// Statements of the websocket page and its guide that no conformance case holds.
import { expect, it, onTestFinished } from 'vitest'
import { startTestGateway, token } from '../../support/gateway'
import { caseToken, type Behaviour, type Case, type Expectation, type Message } from '../case'
import { run } from '../run'
import { SocketClient } from '../socket-client'

const turn = { type: 'response.create', model: 'openai/gpt-5-nano', input: [{ role: 'user', content: 'hi' }] }
const socketCase = (messages: readonly Message[], upstream: readonly Behaviour[], expected: Expectation): Case => ({
  name: '',
  area: '',
  request: {
    method: 'GET',
    path: '/v1/responses/ws',
    headers: { authorization: `Bearer ${caseToken}`, upgrade: 'websocket' },
    messages,
  },
  upstream,
  expect: { status: 101, ...expected },
})

it('models are found through the model list', async () => {
  const gateway = await startTestGateway()
  const answer = await fetch(`${gateway.url}/gateway/models`, { headers: { authorization: `Bearer ${token}` } })
  const { models } = (await answer.json()) as { models: { id: string; endpoints: string[] }[] }
  expect(models.filter((m) => m.endpoints.includes('responses.ws')).map((m) => m.id)).toContain('openai/gpt-5-nano')
})

it('another model is served on another socket', async () => {
  const gateway = await startTestGateway()
  const origin = gateway.url.replace(/\/v1$/, '')
  const { request, ...rest } = socketCase([], [], {})
  const headers = { authorization: `Bearer ${token}` }
  const answered = async (model: string) => {
    const client = new SocketClient(origin, { ...rest, request: { ...request, headers } })
    onTestFinished(() => client.end())
    await client.open()
    await client.play([{ json: { ...turn, model } }])
    const last = () => (client.frames.at(-1) as { type?: string } | undefined)?.type
    await client.until(() => last() === 'response.completed' || last() === 'error')
    return last()
  }
  expect(await answered('openai/gpt-5-nano')).toBe('response.completed')
  expect(await answered('openai/gpt-5')).toBe('response.completed')
})

it('response.failed is forwarded and ends the turn', async () => {
  const test = socketCase([{ json: turn }], [{ ws_events: ['response.created', 'response.failed'] }], {
    ws: [{ type: 'response.created' }, { type: 'response.failed' }],
    open: true,
    in_flight_after: false,
  })
  expect(await run(test)).toBeNull()
})

it('openai_routing_failed says pricing_unavailable', async () => {
  const test = socketCase([{ json: turn }], [], {
    ws: [
      {
        type: 'error',
        status: 503,
        error: { code: 'openai_routing_failed', message: { $contains: 'pricing_unavailable' } },
      },
    ],
    open: true,
  })
  const setup = { model: 'openai/gpt-5-nano', providers: [{ id: 'openai', priced: false }] }
  expect(await run({ ...test, setup })).toBeNull()
})

it('previous_response_not_found is retried only once', async () => {
  const gone = { type: 'error', error: { code: 'previous_response_not_found', message: 'gone' } }
  const test = socketCase(
    [{ json: { ...turn, previous_response_id: 'resp_0' } }],
    [{ ws_events: [gone] }, { ws_events: [gone], assert_request: { previous_response_id: null } }],
    { ws: [gone, gone], ws_exact: true, upstream_sends: 2, in_flight_after: false },
  )
  expect(await run(test)).toBeNull()
})
