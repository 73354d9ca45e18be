// The Codex CLI against the gateway (PROTOCOL 7), over SSE and over websockets: an agent as people run it, which warms up a
// socket, continues on it, sends tools of its own makers, and does what the simulated model tells it.
import { describe, expect, it } from 'vitest'
import { findCodex } from '../support/codex.mjs'
import { startTestGateway, type TestGateway } from '../support/gateway'
import { everywhere, startLaboratory, withEach } from '../support/laboratory'
import { recordedSessions, recordedTurns } from '../support/recorded'
import {
  askCodex,
  errorsOf,
  eventsOf,
  exec,
  messageOf,
  openCodex,
  quietSettings,
  type CodexRun,
} from '../support/run-codex'

const transports = ['sse', 'websocket'] as const
const withProfile = (profile: 'documented' | 'open-responses', more: object = {}) =>
  startTestGateway({ config: { gateway: { profile }, ...more } })

/** Both at once: most of a run is waiting for tokens. */
const overBoth = (run: (transport: (typeof transports)[number]) => Promise<void>) => async () =>
  void (await Promise.all(transports.map(run)))

const greeting = 'Say hello'
const greeted = expect.stringContaining(`You asked: “${greeting}”`) as string
const toolPrompt = 'Please run the exec_command'
const toolAnswer = expect.stringMatching(/^The tool answered: .*code 127/s) as string

/** What has to be true of every run that went well. */
function expectAnswer(run: CodexRun, text: string): void {
  expect(run, run.stderr).toMatchObject({ code: 0, strays: [] })
  expect(messageOf(run)).toEqual(text)
}

async function soleSession(gateway: TestGateway) {
  const sessions = await recordedSessions(gateway, 1)
  expect(sessions).toHaveLength(1)
  return sessions[0] as (typeof sessions)[number]
}

// node test/support/prepare-clients.mjs says why there is none.
describe.skipIf(findCodex() === null)('the Codex CLI', { timeout: 60_000 }, () => {
  it(
    'gets its answer',
    overBoth(async (transport) => {
      const gateway = await withProfile('open-responses')
      const run = await askCodex(gateway.url, greeting, { transport })
      expectAnswer(run, greeted)
      expect(errorsOf(run)).toEqual([])
      const turns = transport === 'sse' ? 1 : 2
      const expected = { transport, turns, verdict: 'complete', error: null, provider: 'openai', simulated: true }
      expect(await soleSession(gateway)).toMatchObject(expected)
    }),
  )

  it(
    'may leave out who made the model',
    overBoth(async (transport) => {
      const gateway = await withProfile('open-responses')
      expectAnswer(await askCodex(gateway.url, greeting, { transport, model: 'gpt-5-nano' }), greeted)
      expect(await soleSession(gateway)).toMatchObject({ transport, verdict: 'complete', model: 'gpt-5-nano' })
    }),
  )

  it.each(['documented', 'open-responses'] as const)(
    'warms up its socket and continues from that, in the profile %s',
    async (profile) => {
      const gateway = await withProfile(profile)
      expectAnswer(await askCodex(gateway.url, greeting, { transport: 'websocket' }), greeted)
      const [warmUp, turn, ...more] = await recordedTurns(gateway, await soleSession(gateway))
      expect(more).toEqual([])
      expect(warmUp).toMatchObject({
        request: { generate: false, stream: true },
        types: ['response.created', 'response.completed'],
        response: { id: expect.stringMatching(/^resp_/) as string, output: [] },
      })
      const previous_response_id = warmUp?.response['id']
      expect(turn?.request).toMatchObject({ previous_response_id, stream: true, store: false })
      expect(turn?.request).toHaveProperty('client_metadata')
      const tools = turn?.request['tools'] as { type: string }[]
      expect(new Set(tools.map(({ type }) => type))).toEqual(new Set(['function', 'namespace', 'web_search']))
      expect(turn?.types.at(-1)).toBe('response.completed')
    },
  )

  it('sends the whole conversation with each request of a tool loop over SSE', async () => {
    const gateway = await withProfile('open-responses')
    const run = await askCodex(gateway.url, toolPrompt, { transport: 'sse' })
    expectAnswer(run, toolAnswer)
    expect(eventsOf(run)).toContainEqual(expect.objectContaining({ type: 'item.completed', item: command }))
    const sessions = await recordedSessions(gateway, 2)
    expect(sessions.map(({ transport, verdict }) => [transport, verdict])).toEqual([
      ['sse', 'complete'],
      ['sse', 'complete'],
    ])
  })

  it('sends what is new with each turn of a tool loop over one websocket', async () => {
    const gateway = await withProfile('open-responses')
    const run = await askCodex(gateway.url, toolPrompt, { transport: 'websocket' })
    expectAnswer(run, toolAnswer)
    expect(eventsOf(run)).toContainEqual(expect.objectContaining({ type: 'item.completed', item: command }))
    const session = await soleSession(gateway)
    expect(session).toMatchObject({ transport: 'websocket', turns: 3, verdict: 'complete' })
    const [, call, answer] = await recordedTurns(gateway, session)
    const previous_response_id = call?.response['id']
    expect(answer?.request).toMatchObject({ previous_response_id, input: [{ type: 'function_call_output' }] })
  })

  it(
    'takes up a conversation again',
    overBoth(async (transport) => {
      const gateway = await withProfile('open-responses')
      const codex = openCodex(gateway.url, { transport })
      expectAnswer(await codex(...exec, greeting), greeted)
      const again = await codex('exec', 'resume', '--last', '--skip-git-repo-check', '--json', 'And again')
      expectAnswer(again, expect.stringContaining('You asked: “And again”') as string)
      const [, second] = await recordedSessions(gateway, 2)
      const turns = second ? await recordedTurns(gateway, second) : []
      expect(JSON.stringify(turns.at(-1)?.items)).toContain(greeting)
    }),
  )

  it('finds nothing wrong with the gateway when it examines it', async () => {
    const gateway = await withProfile('open-responses')
    const run = await openCodex(gateway.url, { transport: 'websocket' })('doctor', '--json')
    const { checks } = JSON.parse(run.stdout) as { checks: Record<string, object> }
    expect(checks['network.provider_reachability']).toMatchObject({ status: 'ok' })
    expect(checks['network.websocket_reachability']).toMatchObject({ status: 'ok' })
  })

  it.each(transports)('goes a tool loop with every wire format over %s', async (transport) => {
    const gateway = await startLaboratory('open-responses', { websocket_bridge: true })
    const outcomes = await withEach(async (model) => {
      const run = await askCodex(gateway.url, toolPrompt, { transport, model })
      return [run.code, run.strays, messageOf(run)?.startsWith('The tool answered: ')]
    })
    expect(outcomes).toEqual(everywhere([0, [], true]))
    const sessions = await recordedSessions(gateway, transport === 'sse' ? 8 : 4)
    expect(sessions.every((s) => s.transport === transport && s.verdict === 'complete')).toBe(true)
  })
})

describe.skipIf(findCodex() === null)('when something breaks the Codex CLI', { timeout: 60_000 }, () => {
  it(
    'asks again after a stream that broke off',
    overBoth(async (transport) => {
      const faults = [{ provider: 'openai', cut_after_events: 10, times: 1 }]
      const gateway = await withProfile('open-responses', { faults })
      expectAnswer(await askCodex(gateway.url, greeting, { transport }), greeted)
      const sessions = await recordedSessions(gateway, 2)
      expect(sessions.map((s) => [s.transport, s.verdict])).toEqual([
        [transport, 'truncated'],
        [transport, 'complete'],
      ])
    }),
  )

  it.each(['documented', 'open-responses'] as const)(
    'sends everything again when what it continues is gone, in the profile %s',
    async (profile) => {
      // The provider hangs up behind the warm-up, which only that connection knew.
      const faults = [{ provider: 'openai', close_code: 1000, close_after_events: 2, times: 1 }]
      const gateway = await withProfile(profile, { faults })
      expectAnswer(await askCodex(gateway.url, greeting, { transport: 'websocket' }), greeted)
      const [lost, found] = await recordedSessions(gateway, 2)
      expect(lost).toMatchObject({ transport: 'websocket', turns: 2 })
      expect(found).toMatchObject({ transport: 'websocket', turns: 1, verdict: 'complete' })
      const [, refused] = lost ? await recordedTurns(gateway, lost) : []
      expect(refused?.types[0]).toBe('error')
      const [whole] = found ? await recordedTurns(gateway, found) : []
      expect(whole?.request).not.toHaveProperty('previous_response_id')
      expect(whole?.items.length).toBeGreaterThan(refused?.items.length ?? 0)
    },
  )

  it('takes 426 for the advice to use SSE', async () => {
    const gateway = await startTestGateway({ config: { gateway: { profile: 'open-responses', websocket: false } } })
    const run = await askCodex(gateway.url, greeting, { transport: 'websocket' })
    expectAnswer(run, greeted)
    expect(errorsOf(run)).toEqual([])
    expect(await soleSession(gateway)).toMatchObject({ transport: 'sse', verdict: 'complete' })
  })

  it('says that the token is wrong', async () => {
    const gateway = await withProfile('open-responses')
    const codex = openCodex(gateway.url, { transport: 'sse', key: 'wrong' })
    const run = await codex(...exec, '-c', 'model_providers.gateway.stream_max_retries=0', greeting)
    expect(run).toMatchObject({ code: 1, strays: [] })
    expect(errorsOf(run)).toEqual([expect.stringContaining('The token is not the one of this gateway.')])
  })

  it('is refused by the rest of the world and goes on: left to itself it asks for more than the gateway', async () => {
    const gateway = await withProfile('open-responses')
    const run = await askCodex(gateway.url, greeting, { transport: 'sse', settings: '' })
    expect(messageOf(run)).toEqual(greeted)
    expect(run.code).toBe(0)
    expect(run.strays).not.toEqual([])
  })
})

describe.skipIf(findCodex() === null)('in the profile documented the Codex CLI', { timeout: 60_000 }, () => {
  it('is refused over SSE: a request holds fields and tools the documents do not', async () => {
    const gateway = await withProfile('documented')
    const run = await askCodex(gateway.url, greeting, { transport: 'sse' })
    expect(run).toMatchObject({ code: 1, strays: [] })
    expect(errorsOf(run)).toEqual([expect.stringContaining('Unknown parameter: client_metadata')])
    const session = await soleSession(gateway)
    expect(session).toMatchObject({ status: 400, verdict: 'failed', error: 'validation_error' })

    // What remains without its own field is refused for its tool, and served without that.
    const [turn] = await recordedTurns(gateway, session)
    const { client_metadata, ...documented } = turn?.request ?? {}
    expect(client_metadata).toBeDefined()
    const refused = await gateway.post(documented)
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({ message: 'Tool type "web_search" is temporarily disabled.' })
    const tools = (documented['tools'] as { type: string }[]).filter(({ type }) => type !== 'web_search')
    const served = await gateway.post({ ...documented, tools })
    expect(served.status).toBe(200)
    expect(await served.text()).toContain('event: response.completed')
  })

  it('is refused for web_search no more when that is switched off', async () => {
    const gateway = await withProfile('documented')
    const settings = `${quietSettings}\nweb_search = "disabled"`
    await askCodex(gateway.url, greeting, { transport: 'sse', settings })
    const [turn] = await recordedTurns(gateway, await soleSession(gateway))
    const { client_metadata: _, ...documented } = turn?.request ?? {}
    expect((await gateway.post(documented)).status).toBe(200)
  })

  it('is refused under a bare name on a websocket, once', async () => {
    const gateway = await withProfile('documented')
    const run = await askCodex(gateway.url, greeting, { transport: 'websocket', model: 'gpt-5-nano' })
    expect(run).toMatchObject({ code: 1, strays: [] })
    expect(errorsOf(run)).toEqual([expect.stringContaining('only OpenAI models are supported on this endpoint')])
    const sessions = await recordedSessions(gateway, 1)
    expect(sessions.every(({ error }) => error === 'invalid_response_create')).toBe(true)
  })
})

const command = expect.objectContaining({ type: 'command_execution', exit_code: 127 }) as object
