// The Vercel AI SDK in both profiles, through its provider for OpenAI and the one for Open Responses (PROTOCOL 7).
import { createOpenResponses } from '@ai-sdk/open-responses'
import { createOpenAI } from '@ai-sdk/openai'
import { APICallError, generateText, Output, stepCountIs, streamText, tool, type LanguageModel } from 'ai'
import { describe, expect, it } from 'vitest'
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

type Connect = (access: Laboratory['access']) => (model: string) => LanguageModel

const providers: Readonly<Record<string, Connect>> = {
  '@ai-sdk/openai': (access) => {
    const provider = createOpenAI(access)
    return (model) => provider.responses(model)
  },
  '@ai-sdk/open-responses': ({ baseURL, apiKey }) =>
    createOpenResponses({ name: 'gatescope', url: `${baseURL}/responses`, apiKey }),
}

const rows = profiles.flatMap((profile) => Object.keys(providers).map((name) => [profile, name] as const))

async function connect(profile: Profile, name: string, apiKey?: string) {
  const laboratory = await startLaboratory(profile)
  const access = { ...laboratory.access, ...(apiKey === undefined ? {} : { apiKey }) }
  const modelOf = providers[name]?.(access)
  if (!modelOf) throw new Error(`no provider ${name}`)
  return { laboratory, modelOf }
}

const get_weather = tool({
  inputSchema: z.object({ city: z.string() }),
  execute: ({ city }) => `sunny in ${city}`,
})

describe.each(rows)('in the profile %s, %s, with every wire format,', (profile, name) => {
  const request = { maxRetries: 0, prompt: 'What is the weather?', tools: { get_weather }, stopWhen: stepCountIs(3) }

  it('goes a whole tool loop', async () => {
    const { modelOf } = await connect(profile, name)
    const answers = await withEach(async (id) => {
      const { steps, text, finishReason, usage } = await generateText({ ...request, model: modelOf(id) })
      const [call] = steps[0]?.toolCalls ?? []
      return [steps.length, call?.input, text.includes('sunny in sample'), finishReason, (usage.totalTokens ?? 0) > 0]
    })
    expect(answers).toEqual(everywhere([2, { city: 'sample' }, true, 'stop', true]))
  })

  it('and streams one', async () => {
    const { modelOf } = await connect(profile, name)
    const answers = await withEach(async (id) => {
      const result = streamText({ ...request, model: modelOf(id) })
      let text = ''
      for await (const delta of result.textStream) text += delta
      return [(await result.steps).length, text.includes('sunny in sample'), await result.finishReason]
    })
    expect(answers).toEqual(everywhere([2, true, 'stop']))
  })

  it('parses a structured answer, whole and streamed', async () => {
    const { modelOf } = await connect(profile, name)
    const output = Output.object({ schema: z.object({ name: z.string(), people: z.number() }) })
    const answers = await withEach(async (id) => {
      const asked = { maxRetries: 0, prompt: 'Which city?', model: modelOf(id), output }
      return [(await generateText(asked)).output, await streamText(asked).output]
    })
    const city = { name: 'sample', people: 1 }
    expect(answers).toEqual(everywhere([city, city]))
  })
})

describe.each(rows)('in the profile %s, %s', (profile, name) => {
  it('stops the provider when it hangs up', async () => {
    const { laboratory, modelOf } = await connect(profile, name)
    const abort = new AbortController()
    const { fullStream } = streamText({ model: modelOf('simulator/stall'), prompt: 'x', abortSignal: abort.signal })
    for await (const part of fullStream) if (part.type === 'text-delta') abort.abort()
    expect(await laboratory.settled()).toMatchObject({ verdict: 'aborted' })
  })

  it('tells how a stream ended that its provider broke off', async () => {
    const { modelOf } = await connect(profile, name)
    for (const [model, reason] of [
      ['lab/errs', /The GPU fell over\./],
      ['lab/breaks', /The connection to the provider broke after 4 events/],
    ] as const) {
      const errors: unknown[] = []
      const asked = { model: modelOf(model), prompt: 'x', maxRetries: 0 }
      const result = streamText({ ...asked, onError: ({ error }) => void errors.push(error) })
      await result.consumeStream()
      const finish = await Promise.resolve(result.finishReason).catch(() => 'none')
      // The provider for Open Responses reads no error events, only the response that failed.
      if (name === '@ai-sdk/openai') expect(errors.map(messageOf).join()).toMatch(reason)
      else expect([errors, finish]).toEqual([[], profile === 'documented' ? 'other' : 'error'])
    }
  })
})

/** Without an error object these clients show the words of the status, and keep the body for whoever looks. */
const shown: Readonly<Record<Profile, Readonly<Record<string, RegExp>>>> = {
  documented: {
    stranger: /^Unauthorized$/,
    invalid: /^Bad Request$/,
    unknown: /^Bad Request$/,
    exhausted: /^Bad Gateway$/,
  },
  'open-responses': {
    stranger: /^The token is not the one of this gateway\.$/,
    invalid: /temperature/,
    unknown: /^The model "openai\/none" is not in the catalogue of this gateway\.$/,
    exhausted: /Upstream code: invalid_api_key\. Upstream message: Incorrect API key provided\./,
  },
}

describe.each(rows)('in the profile %s, the errors of %s', (profile, name) => {
  const requests = {
    stranger: [401, 'openai/gpt-4.1', {}],
    invalid: [400, 'openai/gpt-4.1', { temperature: 9 }],
    unknown: [400, 'openai/none', {}],
    exhausted: [502, 'lab/refuses', {}],
  } as const
  it.each(Object.entries(requests))('%s', async (kind, [status, model, settings]) => {
    const { modelOf } = await connect(profile, name, kind === 'stranger' ? 'wrong' : undefined)
    const asked = { model: modelOf(model), prompt: 'x', maxRetries: 0, ...settings }
    const error = await rejectionOf(generateText(asked))
    expect(APICallError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({ statusCode: status })
    expect(messageOf(error)).toMatch(shown[profile][kind] ?? /^$/)
    expect((error as APICallError).responseBody).toContain('"description":')
  })
})
