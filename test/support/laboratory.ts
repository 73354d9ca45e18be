// A gateway as a third-party client meets it: in one of its profiles, with a simulated model behind each wire format, and
// models whose provider refuses the key, tells an error in its stream, or hangs up in the middle of it.
import { onTestFinished } from 'vitest'
import { startTestGateway, token, type TestGateway } from './gateway'
import { answerJson, createdEvent, deltaEvent, sse, sseHead, startUpstream } from './upstream'

export const profiles = ['documented', 'open-responses'] as const
export type Profile = (typeof profiles)[number]

/** One model for each wire format. */
export const models = ['openai/gpt-5-nano', 'lab/messages', 'lab/generate-content', 'lab/chat-completions'] as const

export type Laboratory = TestGateway & {
  /** What an SDK is constructed with. */
  readonly access: { readonly baseURL: string; readonly apiKey: string }
}

const pricing = { input_per_mtok: 0, output_per_mtok: 0 }
const endpoints = ['responses', 'responses.ws']

const modelOf = (id: string, provider: string) => ({ id, providers: [{ provider, model: 'm', endpoints, pricing }] })

export async function startLaboratory(profile: Profile, settings: object = {}): Promise<Laboratory> {
  const upstream = await startUpstream(({ path }, response) => {
    if (path.startsWith('/refuses'))
      return answerJson(response, 401, { error: { message: 'Incorrect API key provided.', code: 'invalid_api_key' } })
    response.writeHead(200, sseHead)
    response.write(sse(createdEvent))
    for (const event of opening) response.write(sse(event))
    if (path.startsWith('/errs')) response.end(sse(streamError))
    else response.write(sse(deltaEvent('Half', 4)), () => response.destroy())
  })
  onTestFinished(upstream.close)
  const root = upstream.url.replace(/\/v1$/, '')
  const live = (id: string) => ({
    id,
    adapter: 'openai-compatible',
    base_url: `${root}/${id}/v1`,
    api_key: 'key-0123456789',
  })
  const gateway = await startTestGateway({
    config: {
      gateway: { profile, ...settings },
      providers: [
        { id: 'chat', adapter: 'openai-compatible', base_url: 'http://127.0.0.1:9/v1', dialect: 'chat-completions' },
        live('refuses'),
        live('errs'),
        live('breaks'),
      ],
      models: [
        modelOf('openai/gpt-5-nano', 'openai'),
        modelOf('lab/messages', 'anthropic'),
        modelOf('lab/generate-content', 'google-ai-studio'),
        modelOf('lab/chat-completions', 'chat'),
        modelOf('lab/refuses', 'refuses'),
        modelOf('lab/errs', 'errs'),
        modelOf('lab/breaks', 'breaks'),
      ],
    },
  })
  return { ...gateway, access: { baseURL: gateway.url, apiKey: token } }
}

const message = { id: 'msg_1', type: 'message', role: 'assistant', status: 'in_progress', content: [] }
const part = { type: 'output_text', text: '', annotations: [], logprobs: [] }
const opening = [
  { type: 'response.output_item.added', sequence_number: 1, output_index: 0, item: message },
  {
    type: 'response.content_part.added',
    sequence_number: 2,
    item_id: 'msg_1',
    output_index: 0,
    content_index: 0,
    part,
  },
]
const streamError = {
  type: 'error',
  sequence_number: 3,
  code: 'server_error',
  message: 'The GPU fell over.',
  param: null,
}

/** Does the same with every wire format at once, and tells what came out by model. */
export async function withEach<T>(run: (model: string) => Promise<T>): Promise<Record<string, T>> {
  const results = await Promise.all(models.map(async (model) => [model, await run(model)] as const))
  return Object.fromEntries(results)
}

export const everywhere = <T>(result: T): Record<string, T> =>
  Object.fromEntries(models.map((model) => [model, result]))

/** What a promise was rejected with; fails when it was not. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`expected a rejection, got ${JSON.stringify(value)}`)
    },
    (error: unknown) => error,
  )
}

/** What the person who wrote the program is shown. */
export const messageOf = (error: unknown): string => (error as { message?: string }).message ?? ''
