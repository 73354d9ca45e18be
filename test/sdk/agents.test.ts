// The agents SDK in both profiles (PROTOCOL 7): agents with a tool, over HTTP, whole and as a stream.
import { Agent, OpenAIProvider, Runner, setTracingDisabled, tool } from '@openai/agents'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import {
  everywhere,
  messageOf,
  profiles,
  rejectionOf,
  startLaboratory,
  withEach,
  type Laboratory,
  type Profile,
} from '../support/laboratory'

beforeAll(() => setTracingDisabled(true))

const runnerFor = ({ baseURL, apiKey }: Laboratory['access']) =>
  new Runner({ modelProvider: new OpenAIProvider({ baseURL, apiKey, useResponses: true }) })

const get_weather = tool({
  name: 'get_weather',
  description: 'Tells the weather.',
  parameters: z.object({ city: z.string() }),
  execute: ({ city }) => `sunny in ${city}`,
})
const agentFor = (model: string) =>
  new Agent({ name: 'Helper', instructions: 'Be brief.', model, tools: [get_weather] })

async function stream(runner: Runner, model: string, input: string) {
  const result = await runner.run(agentFor(model), input, { stream: true })
  const types = new Set<string>()
  for await (const event of result) types.add(event.type)
  await result.completed
  return { output: String(result.finalOutput), types: [...types] }
}

describe.each(profiles)('in the profile %s the agents SDK', (profile) => {
  it('goes a whole tool loop with every wire format', async () => {
    const { access } = await startLaboratory(profile)
    const outputs = await withEach(async (model) => {
      const { finalOutput } = await runnerFor(access).run(agentFor(model), 'What is the weather?')
      return String(finalOutput).includes('sunny in sample')
    })
    expect(outputs).toEqual(everywhere(true))
  })

  it('and streams one', async () => {
    const { access } = await startLaboratory(profile)
    const outputs = await withEach(async (model) => {
      const { output, types } = await stream(runnerFor(access), model, 'What is the weather?')
      return [output.includes('sunny in sample'), types.includes('raw_model_stream_event')]
    })
    expect(outputs).toEqual(everywhere([true, true]))
  })

  it('parses a structured answer', async () => {
    const { access } = await startLaboratory(profile)
    const outputType = z.object({ city: z.string() })
    const agent = new Agent({ name: 'Helper', model: 'openai/gpt-5-nano', outputType })
    expect((await runnerFor(access).run(agent, 'Which city?')).finalOutput).toEqual({ city: 'sample' })
  })

  it('stops the provider when it hangs up', async () => {
    const { access, settled } = await startLaboratory(profile)
    const abort = new AbortController()
    const options = { stream: true, signal: abort.signal } as const
    const result = await runnerFor(access).run(agentFor('simulator/stall'), 'x', options)
    for await (const event of result) {
      if (event.type === 'raw_model_stream_event' && event.data.type === 'output_text_delta') abort.abort()
    }
    expect(await settled()).toMatchObject({ verdict: 'aborted' })
  })
})

const shown: Readonly<Record<Profile, Readonly<Record<string, RegExp>>>> = {
  documented: {
    stranger: /^401 "unauthorised"$/,
    unknown: /^400 "unsupported_model_or_endpoint"$/,
    exhausted: /^502 "upstream_error"$/,
  },
  'open-responses': {
    stranger: /^401 The token is not the one of this gateway\.$/,
    unknown: /^400 The model "openai\/none" is not in the catalogue of this gateway\.$/,
    exhausted: /^502 .*Upstream message: Incorrect API key provided\./,
  },
}

describe.each(profiles)('in the profile %s the errors of the agents SDK', (profile) => {
  const requests = { stranger: 'openai/gpt-5-nano', unknown: 'openai/none', exhausted: 'lab/refuses' } as const
  it.each(Object.entries(requests))('%s', async (kind, model) => {
    const { access } = await startLaboratory(profile)
    const runner = runnerFor(kind === 'stranger' ? { ...access, apiKey: 'wrong' } : access)
    expect(messageOf(await rejectionOf(runner.run(agentFor(model), 'x')))).toMatch(shown[profile][kind] ?? /^$/)
  })

  it('a stream that breaks off is one, with the reason', async () => {
    const { access } = await startLaboratory(profile)
    const broken = await rejectionOf(stream(runnerFor(access), 'lab/breaks', 'x'))
    expect(messageOf(broken)).toMatch(/^The connection to the provider broke after 4 events/)
    expect(messageOf(await rejectionOf(stream(runnerFor(access), 'lab/errs', 'x')))).toBe('The GPU fell over.')
  })
})
