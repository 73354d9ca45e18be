// What the console tells before it sends is what this gateway then says: every rule of the preflight, asked of a real one.
import { describe, expect, it } from 'vitest'
import { initialBridge, type BridgeState } from '#shared/open-responses/websocket/state'
import { takeOff } from '#shared/open-responses/websocket/steps'
import { checkRequest } from '../../renderer/features/composer/check'
import { parseBody } from '../../renderer/views/document'
import { preflight, type Draft } from '../../renderer/features/composer/preflight'
import { templates } from '../../renderer/features/composer/templates'
import { checkTurn } from '../../renderer/views/turn-rules'
import { startTestGateway, type TestGateway } from '../support/gateway'
import { connectSocket } from '../support/socket'

const base = { model: 'openai/gpt-5-nano', input: 'x' }
const http = (body: object | string): Draft => ({
  transport: 'json',
  body: typeof body === 'string' ? body : JSON.stringify({ ...base, ...body }),
})
const turn = (body: object | string): Draft => ({
  transport: 'websocket',
  body: typeof body === 'string' ? body : JSON.stringify({ type: 'response.create', ...base, ...body }),
})

async function predict(gateway: TestGateway, draft: Draft): Promise<string | null> {
  const { fields, schema } = await gateway.handlers['request.schema']({})
  const { models } = await gateway.handlers['models.list']({})
  const { profile, websocketBridge } = gateway.status()
  const body = parseBody(draft.body)
  const rules = preflight(draft, body === null ? [] : checkRequest(body, schema), {
    profile,
    bridge: websocketBridge,
    models: models.map(({ id }) => id),
    fields: fields.map(({ name }) => name),
  })
  return rules.find(({ kind }) => kind === 'fails')?.code ?? null
}

/** The code of the refusal; null for an answer. */
async function ask(gateway: TestGateway, { transport, body }: Draft): Promise<unknown> {
  if (transport === 'websocket') {
    const client = await connectSocket(gateway.url)
    client.socket.send(body)
    const first = await client.next()
    return first.type === 'error' ? (first['error'] as { code: string }).code : null
  }
  const response = await gateway.post(body)
  if (response.ok) return (await response.body?.cancel(), null)
  return ((await response.json()) as { error: string }).error
}

const drafts: readonly Draft[] = [
  http({ temperature: 2.4 }),
  http({ max_output_tokens: 1.5 }),
  http({ reasoning: { effort: 'hard' } }),
  http({ metadata: { a: 1 } }),
  http({ session_id: ' ' }),
  http({ input: [{ role: 'boss', content: 'x' }] }),
  http({ input: [{ role: 'user', content: 'x', phase: 'commentary' }] }),
  http({ tools: [{ type: 'function' }] }),
  http({ tools: [{ type: 'gateway:datetime', zone: 'UTC' }] }),
  http({ tools: [{ type: 'gateway:datetime', timezone: 'Mars' }] }),
  http({ tools: [{ type: 'web_search' }] }),
  http({ tool_choice: 'web_search_preview' }),
  http({ temprature: 1 }),
  http({ model: 'openai/none' }),
  http({ model: '' }),
  http('{}'),
  http('{ "model": '),
  http({ temperature: null, reasoning: null }),
  turn({ type: 'x' }),
  turn({ model: 'google/gemini-2.5-flash' }),
  turn({ model: 'gpt-5-nano' }),
  turn({ model: 'openai/' }),
  turn({ stream_id: 'a' }),
  turn('{'),
  turn('[]'),
  turn({ mine: 1, stream: true, store: true }),
  ...templates,
]

describe('what preflight predicts', () => {
  it('is what the gateway says', async () => {
    const gateway = await startTestGateway()
    for (const draft of drafts) expect(await ask(gateway, draft), draft.body).toBe(await predict(gateway, draft))
  })
  it('is what it says to the next turn of a socket too', async () => {
    const gateway = await startTestGateway()
    const client = await connectSocket(gateway.url)
    await client.turn(turn({}).body)
    const { profile, websocketBridge: bridge } = gateway.status()
    const state = { ...initialBridge, model: base.model }
    const foretell = (body: string, now: BridgeState) => checkTurn(body, { profile, bridge, models: [] }, now)[0]?.code
    for (const fields of [{}, { model: 'openai/gpt-5' }, { model: 'gpt-5-nano' }, { stream_id: 'a' }, { type: 'x' }]) {
      const { body } = turn(fields)
      const last = (await client.turn(body)).at(-1)
      expect((last?.['error'] as { code: string } | undefined)?.code, body).toBe(foretell(body, state))
    }
    client.send(turn({}).body)
    const { body } = turn({ model: 'openai/gpt-5' })
    client.send(body)
    const refused = await client.until('error')
    expect((refused['error'] as { code: string }).code).toBe(
      foretell(body, { ...state, flight: takeOff(2, '', false) }),
    )
  })
})
