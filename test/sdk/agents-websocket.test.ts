// The agents SDK over websockets in both profiles (PROTOCOL 7): it sends what means nothing there, and shows what it is told.
import { Agent, OpenAIProvider, Runner, setTracingDisabled, tool } from '@openai/agents'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { WebSocket } from 'undici'
import { WebSocket as NodeWebSocket } from 'ws'
import * as z from 'zod'
import { everywhere, messageOf, profiles, rejectionOf, startLaboratory, withEach } from '../support/laboratory'
import type { Laboratory } from '../support/laboratory'
import { recordedSessions, recordedTurns } from '../support/recorded'

beforeAll(() => {
  setTracingDisabled(true)
  // Newer versions of Node have this one built in.
  vi.stubGlobal('WebSocket', WebSocket)
  return () => void vi.unstubAllGlobals()
})

const get_weather = tool({
  name: 'get_weather',
  description: 'Tells the weather.',
  parameters: z.object({ city: z.string() }),
  execute: ({ city }) => `sunny in ${city}`,
})
const agentFor = (model: string) =>
  new Agent({ name: 'Helper', instructions: 'Be brief.', model, tools: [get_weather] })

type Asked = { readonly model?: string; readonly input?: string; readonly previousResponseId?: string }

/** A conversation over one socket, which is closed in the end. */
function connect({ baseURL, apiKey }: Laboratory['access']) {
  const modelProvider = new OpenAIProvider({ baseURL, apiKey, useResponses: true, useResponsesWebSocket: true })
  onTestFinished(() => modelProvider.close())
  const runner = new Runner({ modelProvider })
  const ask = async ({ model = 'openai/gpt-5-nano', input = 'What is the weather?', previousResponseId }: Asked) => {
    const more = previousResponseId === undefined ? {} : { previousResponseId }
    const result = await runner.run(agentFor(model), input, { stream: true, ...more })
    for await (const _ of result);
    await result.completed
    return { output: String(result.finalOutput), id: result.lastResponseId }
  }
  return { ask, close: () => modelProvider.close() }
}

describe.each(profiles)('in the profile %s the agents SDK on a websocket', (profile) => {
  it('goes a tool loop in two turns, and its `stream: true` is no reason to refuse', async () => {
    const gateway = await startLaboratory(profile)
    const { ask, close } = connect(gateway.access)
    expect((await ask({})).output).toContain('sunny in sample')
    await close()
    const [session] = await recordedSessions(gateway, 1)
    expect(session).toMatchObject({ transport: 'websocket', turns: 2, verdict: 'complete', error: null })
    const turns = session ? await recordedTurns(gateway, session) : []
    expect(turns.map(({ request, types }) => [request['stream'], types.at(-1)])).toEqual([
      [true, 'response.completed'],
      [true, 'response.completed'],
    ])
  })

  it('continues a response with what is new', async () => {
    const gateway = await startLaboratory(profile)
    const { ask, close } = connect(gateway.access)
    const { id = '' } = await ask({ input: 'Hello' })
    expect((await ask({ input: 'And you?', previousResponseId: id })).output).toContain('“And you?”')
    await close()
    const [session] = await recordedSessions(gateway, 1)
    expect(session).toMatchObject({ transport: 'websocket', turns: 2, verdict: 'complete' })
    const [, second] = session ? await recordedTurns(gateway, session) : []
    expect(second?.request['previous_response_id']).toBe(id)
    expect(second?.items).toHaveLength(1)
  })

  it('goes one with every wire format where the bridge is on', async () => {
    const gateway = await startLaboratory(profile, { websocket_bridge: true })
    const outputs = await withEach(async (model) => {
      const { ask, close } = connect(gateway.access)
      const { output } = await ask({ model })
      await close()
      return output.includes('sunny in sample')
    })
    expect(outputs).toEqual(everywhere(true))
    const sessions = await recordedSessions(gateway, 4)
    expect(sessions.map(({ transport, verdict }) => `${transport} ${verdict}`)).toEqual(
      Array.from({ length: 4 }, () => 'websocket complete'),
    )
  })

  it('shows the error a turn gets, whole', async () => {
    const { access } = await startLaboratory(profile)
    const error = await rejectionOf(connect(access).ask({ model: 'openai/none' }))
    expect(messageOf(error)).toContain('"code":"openai_routing_failed"')
    expect(messageOf(error)).toContain('"status":400')
  })

  it('fails where the socket is refused', async () => {
    // The one of undici never closes what was not opened, and the SDK waits for that.
    vi.stubGlobal('WebSocket', NodeWebSocket)
    onTestFinished(() => void vi.stubGlobal('WebSocket', WebSocket))
    const { access } = await startLaboratory(profile)
    const error = await rejectionOf(connect({ ...access, apiKey: 'wrong' }).ask({}))
    expect(messageOf(error)).toBe('Unexpected server response: 401')
  })
})
