// Sending again from the console: linked to where it comes from, to the same target, one request or a whole conversation, and
// nothing of that reaches a provider.
import { describe, expect, it, onTestFinished } from 'vitest'
import type { WebSocket } from 'ws'
import type { ConversationEnd } from '#shared/contract/commands'
import type { SessionSummary } from '#shared/session/summary'
import { consoleOf } from '../support/console'
import { startTestGateway, token, waitForSession, type TestGateway } from '../support/gateway'
import { recordedTurns } from '../support/recorded'
import { connectSocket, create } from '../support/socket'
import { answerJson, responseObject, startUpstream, type ScriptedUpstream } from '../support/upstream'

const body = JSON.stringify({ model: 'openai/gpt-5-nano', input: 'hi' })

const sessionOf = (gateway: TestGateway, requestId: string): Promise<SessionSummary> =>
  waitForSession(gateway, (s) => s.clientRequestId === requestId && s.closed && s.stored === s.frames)

type Create = { readonly previous_response_id?: string; readonly input?: unknown; readonly model?: string }

/** A provider that makes a call in every turn, names everything anew, and fails or falls silent where it is told to. */
async function startNaming() {
  const seen: { messages: Create[]; headers: Record<string, unknown>[] } = { messages: [], headers: [] }
  let count = 0
  const answer = (socket: WebSocket, text: string) => {
    const request = JSON.parse(text) as Create
    seen.messages.push(request)
    count += 1
    const id = `resp_${count}`
    const call = { type: 'function_call', id: `fc_${count}`, call_id: `call_${count}`, name: 'look', arguments: '{}' }
    const response = { ...responseObject('ok', id), output: [call] }
    if (JSON.stringify(request.input).includes('fail'))
      return socket.send(JSON.stringify({ type: 'error', status: 400, error: { code: 'told_to', message: 'no' } }))
    if (JSON.stringify(request.input).includes('silent')) return
    socket.send(JSON.stringify({ type: 'response.created', response: { id, status: 'in_progress' } }))
    socket.send(JSON.stringify({ type: 'response.output_item.done', output_index: 0, item: call }))
    socket.send(JSON.stringify({ type: 'response.completed', response }))
  }
  const provider = await startUpstream(
    (request, response) => {
      seen.headers.push(request.headers)
      answerJson(response, 200, responseObject('Hello'))
    },
    (socket, request) => {
      seen.headers.push(request.headers)
      socket.on('message', (data) => answer(socket, (data as Buffer).toString()))
    },
  )
  onTestFinished(provider.close)
  return { provider, seen }
}

async function withProvider(): Promise<{
  gateway: TestGateway
  provider: ScriptedUpstream
  seen: Awaited<ReturnType<typeof startNaming>>['seen']
}> {
  const { provider, seen } = await startNaming()
  return { provider, seen, gateway: await startTestGateway({ openai: provider.url }) }
}

/** Two turns of a client of its own, the second answering the call of the first. */
async function converse(gateway: TestGateway, second: object = {}): Promise<SessionSummary> {
  const client = await connectSocket(gateway.url)
  const events = await client.turn(create)
  const response = (events.at(-1) as { response?: { id?: string; output?: { call_id?: string }[] } }).response
  const output = { type: 'function_call_output', call_id: response?.output?.[0]?.call_id, output: 'found' }
  await client.turn({ ...create, previous_response_id: response?.id, input: [output], ...second })
  client.socket.close(1000)
  return waitForSession(gateway, (s) => s.turns === 2 && s.closed && s.stored === s.frames)
}

const messagesOf = async (gateway: TestGateway, { id }: SessionSummary): Promise<string[]> =>
  (await gateway.frames(id)).flatMap((frame) => (frame.kind === 'sent' ? [frame.text] : []))

const sendAgain = async (gateway: TestGateway, parent: SessionSummary, messages?: string[]): Promise<ConversationEnd> =>
  gateway.handlers['conversation.send']({
    requestId: 'again',
    parent: parent.id,
    messages: messages ?? (await messagesOf(gateway, parent)),
  })

describe('a request that is sent again', () => {
  it.each(['json', 'websocket'] as const)('names its parent, and no provider hears of it: %s', async (transport) => {
    const { gateway, seen } = await withProvider()
    const text = transport === 'json' ? body : JSON.stringify(create)
    await gateway.handlers['request.send']({ requestId: 'again', transport, body: text, parent: 'G-parent' })
    expect(await sessionOf(gateway, 'again')).toMatchObject({ parent: 'G-parent', target: null, verdict: 'complete' })
    expect(seen.headers).toHaveLength(1)
    expect(JSON.stringify(seen.headers)).not.toMatch(/x-gatescope|G-parent/i)
  })
  it('of a client may carry any of our headers, and none goes on', async () => {
    const { gateway, seen } = await withProvider()
    const headers = {
      'x-gatescope-parent': 'G-parent',
      'X-Gatescope-Target': 'https://other.test',
      'x-gatescope-new': 'word',
    }
    expect((await gateway.post(body, { headers })).status).toBe(200)
    expect(JSON.stringify(seen.headers)).not.toMatch(/gatescope|other\.test|word/i)
    expect(await gateway.settled()).toMatchObject({ parent: 'G-parent', target: null })
  })
  it.each(['', 'a b', 'a\r\nb', 'ü'])('cannot name %j as its parent', async (parent) => {
    const { handlers } = await startTestGateway({ options: { console: { port: 0, assets: '/nowhere' } } }).then(
      async (gateway) => ({
        handlers: await consoleOf({ ...gateway, token }),
      }),
    )
    const sent = handlers.call('request.send', { requestId: 'again', transport: 'json', body, parent })
    await expect(sent).rejects.toMatchObject({ code: 'invalid_params' })
  })
  it('tells where it went, so that it can go there again', async () => {
    const { provider } = await startNaming()
    const gateway = await startTestGateway()
    const target = { kind: 'custom', baseUrl: ` ${provider.url}/ ` } as const
    await gateway.handlers['request.send']({ requestId: 'first', transport: 'json', body, target, key: 'sk-typed' })
    const first = await sessionOf(gateway, 'first')
    expect(first.target).toEqual({ kind: 'custom', baseUrl: provider.url })
    const again = { requestId: 'again', transport: 'json', body, parent: first.id } as const
    await gateway.handlers['request.send']({ ...again, ...(first.target === null ? {} : { target: first.target }) })
    expect(await sessionOf(gateway, 'again')).toMatchObject({
      target: first.target,
      parent: first.id,
      verdict: 'complete',
    })
    expect(provider.requests).toHaveLength(2)
  })
  it('tells so also of a body that was refused before it was sent, and of a socket', async () => {
    const { provider } = await startNaming()
    const gateway = await startTestGateway()
    const target = { kind: 'custom', baseUrl: provider.url } as const
    for (const [requestId, transport, text] of [
      ['refused', 'json', '{'],
      ['socket', 'websocket', JSON.stringify(create)],
    ] as const) {
      await gateway.handlers['request.send']({ requestId, transport, body: text, target, key: 'sk-typed' })
      expect((await sessionOf(gateway, requestId)).target).toEqual(target)
    }
  })
})

describe('a whole conversation', () => {
  it('is had again turn by turn, with the names of the new one', async () => {
    const { gateway, seen } = await withProvider()
    const parent = await converse(gateway)
    expect(await sendAgain(gateway, parent)).toEqual({ how: 'complete', sent: 2, words: 'All 2 turns were sent.' })
    const session = await sessionOf(gateway, 'again')
    expect(session).toMatchObject({ parent: parent.id, turns: 2, verdict: 'complete' })
    const [before, after] = [await recordedTurns(gateway, parent), await recordedTurns(gateway, session)]
    expect(after[1]?.request['previous_response_id']).toBe(after[0]?.response['id'])
    expect(after[1]?.request['previous_response_id']).not.toBe(before[0]?.response['id'])
    expect(after[1]?.items).toEqual([{ type: 'function_call_output', call_id: 'call_3', output: 'found' }])
    expect(seen.messages).toHaveLength(4)
  })
  it('may ask another model', async () => {
    const { gateway, seen } = await withProvider()
    const parent = await converse(gateway)
    const messages = (await messagesOf(gateway, parent)).map((text) => text.replace('gpt-5-nano', 'gpt-5-mini'))
    expect(await sendAgain(gateway, parent, messages)).toMatchObject({ how: 'complete' })
    expect(seen.messages.map(({ model }) => model)).toEqual(['gpt-5-nano', 'gpt-5-nano', 'gpt-5-mini', 'gpt-5-mini'])
  })
  it('ends before a turn that continues what was not answered this time', async () => {
    const { gateway } = await withProvider()
    const parent = await converse(gateway)
    const [first = '', second = ''] = await messagesOf(gateway, parent)
    expect(await sendAgain(gateway, parent, [first.replace('"hi"', '"fail"'), second])).toEqual({
      how: 'unlinked',
      sent: 1,
      words: 'Turn 2 continues turn 1, which made no response this time, so it was not sent.',
    })
    expect(await sessionOf(gateway, 'again')).toMatchObject({ turns: 1, verdict: 'failed' })
  })
  it('goes on after a turn that failed where nothing depends on it', async () => {
    const { gateway } = await withProvider()
    const parent = await converse(gateway)
    const failing = JSON.stringify({ ...create, input: 'fail' })
    expect(await sendAgain(gateway, parent, [failing, JSON.stringify(create)])).toMatchObject({
      how: 'complete',
      sent: 2,
    })
  })
  it('is stopped in the middle of a turn', async () => {
    const { gateway } = await withProvider()
    const parent = await converse(gateway)
    const silent = JSON.stringify({ ...create, input: 'silent' })
    const ended = sendAgain(gateway, parent, [JSON.stringify(create), silent, silent])
    await waitForSession(gateway, (s) => s.clientRequestId === 'again' && s.turns === 2)
    await gateway.handlers['request.stop']({ requestId: 'again' })
    expect(await ended).toEqual({ how: 'stopped', sent: 2, words: 'Stopped in turn 2 of 3.' })
    expect(await sessionOf(gateway, 'again')).toMatchObject({ turns: 2, verdict: 'aborted' })
  })
  it('is told when the socket is refused', async () => {
    const { gateway } = await withProvider()
    const parent = await converse(gateway)
    const messages = await messagesOf(gateway, parent)
    await gateway.close()
    const { dataDir } = gateway
    const again = await startTestGateway({ options: { dataDir, websocket: false } })
    await again.handlers['gateway.status']({})
    expect(await sendAgain(again, parent, messages)).toMatchObject({ how: 'closed', sent: 1 })
  })
  it('ends with the last window that could look at what it costs', async () => {
    const { provider } = await startNaming()
    const gateway = await startTestGateway({
      openai: provider.url,
      options: { console: { port: 0, assets: '/nowhere' } },
    })
    const parent = await converse(gateway)
    const console = await consoleOf({ ...gateway, token })
    const silent = JSON.stringify({ ...create, input: 'silent' })
    void console.call('conversation.send', { requestId: 'again', parent: parent.id, messages: [silent, silent] })
    await waitForSession(gateway, (s) => s.clientRequestId === 'again' && s.turns === 1)
    await console.leave()
    expect(await sessionOf(gateway, 'again')).toMatchObject({ turns: 1, verdict: 'aborted' })
  })
  it('of a session that is not there is refused', async () => {
    const gateway = await startTestGateway()
    const sent = gateway.handlers['conversation.send']({ requestId: 'again', parent: 'G-none', messages: ['{}'] })
    await expect(sent).rejects.toMatchObject({ code: 'session_not_found' })
  })
})
