// Anthropic's format in both directions against each other, and through a gateway: what the simulator plays as Anthropic
// reaches the client as the simulator meant it.
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isFields, type Fields } from '#shared/open-responses/canonical'
import { eventData, eventName, isTerminal, type StreamEvent } from '#shared/open-responses/events'
import { applyBody, applyEvent, createOutput, type Output } from '#shared/open-responses/output'
import { ResponseWriter } from '../../gateway/dialects/response-writer'
import { textStream } from '../../gateway/providers/anthropic/fixtures/streams'
import { anthropic } from '../../gateway/providers/anthropic/index'
import { playScenario } from '../../gateway/simulator/scenario'
import { scenarios } from '../../gateway/simulator/scenarios/index'
import { catalogueOf } from '../support/catalogue'
import { eventsOf, startTestGateway } from '../support/gateway'
import { answerJson, sse, sseHead, startUpstream } from '../support/upstream'

const provider = catalogueOf({}).providers.get('anthropic')
if (!provider) throw new Error('no provider')
const codec = anthropic.codecFor({ provider, model: 'claude' })
const context = { generationId: 'G-1', model: 'claude', createdAt: 1_790_000_000, reasoning: 'text' } as const

/** What comes out of a stream that Anthropic would send for these events. */
function pass(written: readonly StreamEvent[]): StreamEvent[] {
  const wire = codec.emulator.createStream()
  const decoder = codec.createStreamDecoder?.(context)
  const blocks = (written.map(wire.event).join('') + wire.end()).split('\n\n').filter(Boolean)
  return blocks.flatMap((block) => decoder?.feed({ name: eventName(block), data: eventData(block) }) ?? [])
}
const responseOf = (events: readonly StreamEvent[]): Fields => {
  const response = events.at(-1)?.['response']
  return isFields(response) ? response : {}
}
/**
 * Anthropic has no refusal part: a refusal is text there, and reasoning is not told apart from its summary. Its answer is
 * one message, so neighbouring messages are one text. Its calls keep their meaning, not always their spelling.
 */
function saidIn({ parts }: Output) {
  const said: unknown[][] = []
  for (const { kind, name, callId, text } of parts) {
    const before = said.at(-1)
    const part = kind === 'refusal' ? 'message' : kind === 'summary' ? 'reasoning' : kind
    if (part === 'tool') said.push([name, callId, JSON.parse(text) as unknown])
    else if (part === 'message' && before?.[0] === 'message') before[1] = String(before[1]) + text
    else said.push([part, text])
  }
  return said
}
const saidBy = (events: readonly StreamEvent[]) => {
  const output = createOutput()
  for (const event of events) applyEvent(output, event)
  return saidIn(output)
}

const words = fc.array(fc.string({ unit: 'binary', minLength: 1 }), { maxLength: 3 })
const answer = fc.record({
  thoughts: words,
  words,
  refuses: fc.boolean(),
  calls: fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 3 }),
  finish: fc.constantFrom('stop' as const, 'length' as const, 'content_filter' as const),
})
type Answer = typeof answer extends fc.Arbitrary<infer T> ? T : never

function write(said: Answer): StreamEvent[] {
  const writer = new ResponseWriter({ itemId: 'x', model: 'm', createdAt: 1, reasoning: 'summary' })
  for (const thought of said.thoughts) writer.reasoning(thought)
  for (const word of said.words) {
    if (said.refuses) writer.refusal(word)
    else writer.text(word)
  }
  for (const [i, args] of said.calls.entries()) {
    writer.openCall(i, `call_${i}`, 'f')
    writer.callArguments(i, JSON.stringify(args))
  }
  writer.finish(said.finish, { input: 9, output: 5, cached: 2, reasoning: 1 })
  return writer.take()
}

describe('any answer that Anthropic’s format carries', () => {
  it('says the same as a stream and as a whole', () => {
    fc.assert(
      fc.property(answer, (said) => {
        const written = write(said)
        const meant = responseOf(written)
        const events = pass(written)
        const whole = codec.decodeResponse(codec.emulator.body(meant) as Fields, context)
        const output = createOutput()
        applyBody(output, whole)
        expect(saidBy(events)).toEqual(saidBy(written))
        expect(saidIn(output)).toEqual(saidBy(written))
        for (const { status, usage, incomplete_details } of [responseOf(events), whole])
          expect({ status, usage, incomplete_details }).toEqual({
            status: meant['status'],
            usage: meant['usage'],
            incomplete_details: meant['incomplete_details'],
          })
      }),
    )
  })
})

describe.each(scenarios)('the scenario $name', (scenario) => {
  it.each([1, 2])('keeps its words, its calls and its end, attempt %i', (attempt) => {
    const request = { model: 'claude', input: 'Where is it?' }
    const { steps } = playScenario(scenario, { request, attempt, seed: 's', now: 1_790_000_000 })
    const written = steps.map((step) => step.event)
    const events = pass(written)
    expect(saidBy(events)).toEqual(saidBy(written))
    const [end, last] = [written.at(-1)?.type ?? '', events.at(-1)?.type ?? '']
    if (isTerminal(end)) expect(last).toBe(end === 'error' ? 'response.failed' : end)
    else expect(isTerminal(last)).toBe(false)
  })
})

const pricing = { input_per_mtok: 0, output_per_mtok: 0 }
const configOf = (more: object = {}) => ({
  providers: [{ id: 'anthropic', ...more }],
  models: [{ id: 'anthropic/claude', providers: [{ provider: 'anthropic', model: 'claude', pricing }] }],
})
const ask = { model: 'anthropic/claude', input: 'hi' }

async function startLive(...args: Parameters<typeof startUpstream>) {
  const upstream = await startUpstream(...args)
  onTestFinished(upstream.close)
  const config = configOf({ base_url: upstream.url, api_key: 'sk-ant-secret-0123' })
  return { upstream, gateway: await startTestGateway({ config }) }
}

describe('a gateway in front of Anthropic', () => {
  it('sends its stream on as the API’s own', async () => {
    const { gateway, upstream } = await startLive((_request, response) => {
      response.writeHead(200, sseHead)
      response.end(textStream.map(sse).join(''))
    })
    const response = await gateway.post({ ...ask, stream: true })
    const events = eventsOf(await response.text())
    expect(events.at(-1)).toMatchObject({
      type: 'response.completed',
      response: {
        id: response.headers.get('x-generation-id'),
        nativeResponseId: 'msg_01XFDUDYJgAACzvnptvVoYEL',
        model: 'anthropic/claude',
        output: [{ content: [{ text: 'Grüße 👋🏽' }] }],
        usage: { input_tokens: 25, prompt_tokens: 25, completion_tokens: 15 },
      },
    })
    const [seen] = upstream.requests
    expect([seen?.path, seen?.headers['x-api-key']]).toEqual(['/v1/messages', 'sk-ant-secret-0123'])
    expect(await gateway.settled()).toMatchObject({ verdict: 'complete', provider: 'anthropic' })
  })
  it('calls a stream without its end truncated', async () => {
    const { gateway } = await startLive((_request, response) => {
      response.writeHead(200, sseHead)
      response.end(textStream.slice(0, 5).map(sse).join(''))
    })
    const response = await gateway.post({ ...ask, stream: true })
    expect(eventsOf(await response.text()).at(-1)).toMatchObject({ type: 'error', code: 'upstream_stream_truncated' })
  })
  it('tells its words when it refuses', async () => {
    const error = { type: 'overloaded_error', message: 'Overloaded' }
    const { gateway } = await startLive((_request, response) => answerJson(response, 529, { type: 'error', error }))
    const envelope = (await (await gateway.post(ask)).json()) as Fields
    expect(envelope['failure_sample']).toMatchObject([
      { status: 529, upstream_error_code: 'overloaded_error', upstream_error_message: 'Overloaded' },
    ])
  })
  it('has a stand-in until it has a key', async () => {
    const gateway = await startTestGateway({ config: configOf() })
    const response = await gateway.post({ ...ask, metadata: { gatescope_scenario: 'tool-call' } })
    expect(response.headers.get('x-gatescope-simulated')).toBe('true')
    expect(await response.json()).toMatchObject({
      provider: 'anthropic',
      output: [{ type: 'message' }, { type: 'function_call', name: 'lookup_order' }],
    })
  })
})
