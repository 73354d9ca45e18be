// A provider that speaks chat completions, over real sockets: the client gets the Responses API (GATEWAY.md 7.4).
import type { ServerResponse } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { eventsOf, startTestGateway } from '../support/gateway'
import { answerJson, sseHead, startUpstream } from '../support/upstream'

const chunk = (fields: object): string => `data: ${JSON.stringify({ id: 'chatcmpl-1', model: 'm', ...fields })}\n\n`
const said = (content: string) => chunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })
const stopped = chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })
const counted = chunk({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } })

async function against(play: (response: ServerResponse) => void) {
  const upstream = await startUpstream((_request, response) => play(response))
  onTestFinished(upstream.close)
  const local = {
    id: 'local',
    adapter: 'openai-compatible',
    dialect: 'chat-completions',
    base_url: upstream.url,
    api_key: 'k',
  }
  const pricing = { input_per_mtok: 0, output_per_mtok: 0 }
  const models = [{ id: 'my/model', providers: [{ provider: 'local', model: 'm', pricing }] }]
  return { upstream, gateway: await startTestGateway({ config: { providers: [local], models } }) }
}
const ask = { model: 'my/model', input: 'hi' }

describe('a provider that speaks chat completions', () => {
  it('ends for the client with the count, though it neither says so nor closes', async () => {
    const { upstream, gateway } = await against((response) => {
      response.writeHead(200, sseHead)
      response.write(said('Hel') + said('lo') + stopped + counted)
    })
    const events = eventsOf(await (await gateway.post({ ...ask, stream: true })).text())
    expect(events.map((event) => event.type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ])
    expect(upstream.requests[0]).toMatchObject({ path: '/v1/chat/completions', headers: { authorization: 'Bearer k' } })
    expect(await gateway.settled()).toMatchObject({ verdict: 'complete' })
    await upstream.requests[0]?.closed
  })
  it('that closes without a reason was cut', async () => {
    const { gateway } = await against((response) => {
      response.writeHead(200, sseHead)
      response.end(said('Hel'))
    })
    const events = eventsOf(await (await gateway.post({ ...ask, stream: true })).text())
    expect(events.at(-1)).toMatchObject({ type: 'error', code: 'upstream_stream_truncated' })
  })
  it('answers a whole body as a response', async () => {
    const choices = [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'length' }]
    const { gateway } = await against((response) => answerJson(response, 200, { id: 'chatcmpl-1', choices }))
    const answer = await gateway.post(ask)
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      {
        status: 'incomplete',
        incomplete_details: { reason: 'max_output_tokens' },
        nativeResponseId: 'chatcmpl-1',
        provider: 'local',
        output: [{ type: 'message', content: [{ type: 'output_text', text: 'Hello' }] }],
      },
    ])
  })
})
