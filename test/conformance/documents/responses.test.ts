// Statements of the two pages on `POST /v1/responses` that no conformance case holds.
import { expect, it } from 'vitest'
import { caseToken, type Behaviour, type Case, type Expectation } from '../case'
import { run } from '../run'

const ask = (body: Case['request']['body'], upstream: Behaviour, expected: Expectation = {}): Case => ({
  name: '',
  area: '',
  request: {
    method: 'POST',
    path: '/v1/responses',
    headers: { authorization: `Bearer ${caseToken}`, 'content-type': 'application/json' },
    body: { model: 'openai/gpt-5-nano', ...body },
  },
  upstream: [{ provider: 'openai', output_text: 'ok', ...upstream }],
  expect: { status: 200, ...expected },
})

const item = { role: 'user', content: 'hi' }

it('input may be one item', async () => {
  expect(await run(ask({ input: item }, { assert_view: { user_text: 'hi' } }))).toBeNull()
})

it('input_items may stand for the input', async () => {
  expect(await run(ask({ input_items: [item] }, { assert_view: { user_text: 'hi' } }))).toBeNull()
})

it('instructions, reasoning and text reach the provider', async () => {
  const asked = {
    instructions: 'Be brief.',
    reasoning: { effort: 'low', summary: 'concise' },
    text: { format: { type: 'text' } },
  }
  expect(await run(ask({ input: 'hi', ...asked }, { assert_request: asked }))).toBeNull()
})

it('conversation, prompt and include go on to the provider', async () => {
  const asked = { conversation: 'conv_1', prompt: { id: 'p', version: '2' }, include: ['reasoning.encrypted_content'] }
  expect(await run(ask({ input: 'hi', ...asked }, { assert_request: asked }))).toBeNull()
})

it('imageConfig and its camel-case fields are image_config', async () => {
  const folded = { image_config: { aspect_ratio: '1:1', image_size: '2K' } }
  const asked = ask(
    { input: 'hi', imageConfig: { aspectRatio: '1:1', imageSize: '2K' } },
    { assert_request: folded, assert_absent: ['imageConfig', 'image_config.aspectRatio'] },
  )
  expect(await run(asked)).toBeNull()
})

it('phase of the provider’s messages reaches the client', async () => {
  const message = {
    type: 'message',
    id: 'msg_1',
    status: 'completed',
    role: 'assistant',
    phase: 'final_answer',
    content: [{ type: 'output_text', text: 'ok', annotations: [] }],
  }
  const response = {
    id: 'resp_1',
    object: 'response',
    created_at: 1,
    status: 'completed',
    model: 'm',
    output: [message],
  }
  const asked = ask({ input: 'hi' }, { body: response }, { body: { output: [{ phase: 'final_answer' }] } })
  expect(await run(asked)).toBeNull()
})

it('the older place of the time zone still counts', async () => {
  const asked = ask({ input: 'hi', tools: [{ type: 'gateway:datetime', timezone: 'Asia/Tokyo' }] }, {})
  const call = { call_id: 'c1', name: 'gateway_datetime' }
  const told = { call_id: 'c1', json: { timezone: 'Asia/Tokyo' } }
  const upstream = [
    { provider: 'openai', tool_calls: [call] },
    { provider: 'openai', output_text: 'ok', assert_request: { tool_result: told } },
  ]
  expect(await run({ ...asked, upstream })).toBeNull()
})
