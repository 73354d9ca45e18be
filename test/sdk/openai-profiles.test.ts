// The openai SDK in both profiles (PROTOCOL 3 and 7): its strict stream reader against every wire format, a whole tool
// loop, structured answers, aborts, and the words its errors have for the person who wrote the program.
import OpenAI from 'openai'
import { zodTextFormat } from 'openai/helpers/zod'
import type {
  FunctionTool,
  Response,
  ResponseFunctionToolCall,
  ResponseInputItem,
} from 'openai/resources/responses/responses'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import {
  everywhere,
  messageOf,
  profiles,
  rejectionOf,
  startLaboratory,
  withEach,
  type Profile,
} from '../support/laboratory'

async function connect(profile: Profile) {
  const laboratory = await startLaboratory(profile)
  return { laboratory, client: new OpenAI({ ...laboratory.access, maxRetries: 0 }) }
}

const playing = (scenario: string) => ({ input: 'x', metadata: { gatescope_scenario: scenario } })

const weather: FunctionTool = {
  type: 'function',
  name: 'get_weather',
  strict: true,
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
}

describe.each(profiles)('in the profile %s the openai SDK, with every wire format,', (profile) => {
  it.each<readonly [scenario: string, status: string, types: readonly string[]]>([
    ['reasoning', 'completed', ['reasoning', 'message']],
    ['tool-call', 'completed', ['message', 'function_call']],
    ['parallel-tools', 'completed', ['function_call', 'function_call', 'function_call']],
    ['refusal', 'completed', ['message']],
    ['incomplete', 'incomplete', ['message']],
  ])('accepts the stream of %s', async (scenario, status, types) => {
    const { client } = await connect(profile)
    const told = await withEach(async (model) => {
      const stream = client.responses.stream({ model, ...playing(scenario) })
      const seen: string[] = []
      for await (const event of stream) seen.push(event.type)
      const final = await stream.finalResponse()
      const done = seen.filter((type) => type === 'response.output_item.done').length
      return { types: final.output.map((item) => item.type), done, first: seen.slice(0, 2), last: seen.at(-1) }
    })
    const first = ['response.created', 'response.in_progress']
    expect(told).toEqual(everywhere({ types, done: types.length, first, last: `response.${status}` }))
  })

  it.each([true, false])('goes a whole tool loop, streaming: %s', async (isStreaming) => {
    const { client } = await connect(profile)
    const answers = await withEach(async (model) => {
      const ask = async (input: ResponseInputItem[]): Promise<Response> => {
        const request = { model, input, tools: [weather] }
        return isStreaming ? client.responses.stream(request).finalResponse() : client.responses.create(request)
      }
      const input: ResponseInputItem[] = [{ role: 'user', content: 'What is the weather?' }]
      const first = await ask(input)
      const call = first.output.find((item): item is ResponseFunctionToolCall => item.type === 'function_call')
      const result = { type: 'function_call_output', call_id: call?.call_id ?? '', output: 'sunny' } as const
      const second = await ask([...input, ...(first.output as ResponseInputItem[]), result])
      return [call?.name, call?.arguments, second.output_text.includes('sunny')]
    })
    expect(answers).toEqual(everywhere(['get_weather', '{"city":"sample"}', true]))
  })

  it('parses a structured answer', async () => {
    const { client } = await connect(profile)
    const City = z.object({ name: z.string(), people: z.number() })
    const text = { format: zodTextFormat(City, 'city') }
    const parsed = await withEach(async (model) => [
      (await client.responses.parse({ model, input: 'x', text })).output_parsed,
      (await client.responses.stream({ model, input: 'x', text }).finalResponse()).output_parsed,
    ])
    const city = { name: 'sample', people: 1 }
    expect(parsed).toEqual(everywhere([city, city]))
  })
})

describe.each(profiles)('in the profile %s the openai SDK', (profile) => {
  it('accepts an answer that a server tool made whole and the gateway told as a stream', async () => {
    const { client } = await connect(profile)
    const tools = [{ type: 'gateway:datetime' }] as unknown as FunctionTool[]
    const input = 'Which datetime is it?'
    const final = await client.responses.stream({ model: 'openai/gpt-5-nano', input, tools }).finalResponse()
    expect(final.output_text).toContain('The tool answered')
  })

  it('stops the provider when it hangs up', async () => {
    const { client, laboratory } = await connect(profile)
    const stream = await client.responses.create({ model: 'simulator/stall', input: 'x', stream: true })
    for await (const event of stream) if (event.type === 'response.output_text.delta') break
    expect(await laboratory.settled()).toMatchObject({ verdict: 'aborted' })
  })

  it('throws when a stream breaks off, with the reason', async () => {
    const { client } = await connect(profile)
    const broken = rejectionOf(client.responses.stream({ model: 'lab/breaks', input: 'x' }).finalResponse())
    expect(await broken).toMatchObject({ code: 'upstream_stream_truncated' })
    expect(messageOf(await broken)).toMatch(/^The connection to the provider broke after 4 events/)
    const failed = rejectionOf(client.responses.stream({ model: 'lab/errs', input: 'x' }).finalResponse())
    expect(messageOf(await failed)).toBe('The GPU fell over.')
  })

  it('reads a response that failed, with the reason', async () => {
    const { client } = await connect(profile)
    const final = await client.responses
      .stream({ model: 'lab/messages', ...playing('fail-mid-stream') })
      .finalResponse()
    expect(final).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('The model produced an internal error.') as unknown },
    })
  })
})

/** The documents' shape has a word where the SDK looks for an object: it shows that word and nothing else. */
const shown: Readonly<Record<Profile, Readonly<Record<string, RegExp>>>> = {
  documented: {
    stranger: /^401 "unauthorised"$/,
    invalid: /^400 "validation_error"$/,
    unknown: /^400 "unsupported_model_or_endpoint"$/,
    exhausted: /^502 "upstream_error"$/,
  },
  'open-responses': {
    stranger: /^401 The token is not the one of this gateway\.$/,
    invalid: /^400 .*temperature/,
    unknown: /^400 The model "openai\/none" is not in the catalogue of this gateway\.$/,
    exhausted: /^502 .*Upstream code: invalid_api_key\. Upstream message: Incorrect API key provided\./,
  },
}

describe.each(profiles)('in the profile %s the errors of the openai SDK', (profile) => {
  const requests = {
    stranger: [OpenAI.AuthenticationError, { model: 'openai/gpt-5-nano', input: 'x' }],
    invalid: [OpenAI.BadRequestError, { model: 'openai/gpt-5-nano', input: 'x', temperature: 9 }],
    unknown: [OpenAI.BadRequestError, { model: 'openai/none', input: 'x' }],
    exhausted: [OpenAI.InternalServerError, { model: 'lab/refuses', input: 'x' }],
  } as const
  it.each(Object.entries(requests))('%s', async (kind, [type, request]) => {
    const { laboratory } = await connect(profile)
    const apiKey = kind === 'stranger' ? 'wrong' : laboratory.access.apiKey
    const client = new OpenAI({ ...laboratory.access, apiKey, maxRetries: 0 })
    for (const stream of [false, true]) {
      const error = await rejectionOf(client.responses.create({ ...request, stream }))
      expect(error).toBeInstanceOf(type)
      expect(messageOf(error)).toMatch(shown[profile][kind] ?? /^$/)
      expect((error as InstanceType<typeof OpenAI.APIError>).requestID).toMatch(/^G-/)
    }
  })
})
