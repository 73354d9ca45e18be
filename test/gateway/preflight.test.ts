// What the console tells before it sends is what this gateway then says: every rule of the preflight, asked of a real one.
import { describe, expect, it } from 'vitest'
import { checkRequest } from '../../renderer/features/composer/check'
import { parseBody } from '../../renderer/views/document'
import { preflight, type Draft } from '../../renderer/features/composer/preflight'
import { templates } from '../../renderer/features/composer/templates'
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
})
