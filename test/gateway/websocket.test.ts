import { describe, expect, it, onTestFinished } from 'vitest'
import { startTestGateway, type Setup } from '../support/gateway'
import { connectSocket, create, type Event } from '../support/socket'
import { completedEvent, createdEvent, deltaEvent, startUpstream } from '../support/upstream'

describe('a websocket session', () => {
  it('keeps one turn in flight, the model locked, and continues by response id', async () => {
    const gateway = await startTestGateway()
    const client = await connectSocket(gateway.url)
    client.send(create)
    await client.until('response.created')
    client.send({ ...create, model: 'openai/gpt-5' })
    expect(await client.until('error')).toMatchObject({ status: 409, error: { code: 'response_already_in_flight' } })
    const first = (await client.until('response.completed'))['response'] as { id: string }
    client.send({ ...create, model: 'openai/gpt-5' })
    expect(await client.until('error')).toMatchObject({ status: 400, error: { code: 'model_mismatch' } })
    client.send({ ...create, previous_response_id: first.id })
    expect(await client.until('response.completed')).toMatchObject({ response: { previous_response_id: first.id } })
    client.socket.close(1000)
    const summary = await gateway.settled()
    expect(summary).toMatchObject({
      transport: 'websocket',
      turns: 4,
      verdict: 'complete',
      simulated: true,
      model: 'openai/gpt-5-nano',
    })
  })

  it('is also opened on /v1/responses, where the SDKs connect', async () => {
    const gateway = await startTestGateway()
    const client = await connectSocket(gateway.url, { path: '/responses' })
    client.send(create)
    expect(await client.until('response.completed')).toMatchObject({ response: { status: 'completed' } })
  })

  it('forces store:false, strips HTTP flags and forwards upstream events verbatim', async () => {
    const seen: Event[] = []
    const odd = '{"type":"response.brand_new.thing",  "z":[1,{"a":null}]}'
    const upstream = await startUpstream(
      () => {},
      (socket, request) => {
        expect(request.url).toBe('/v1/responses')
        expect(request.headers.authorization).toBe('Bearer sk-upstream-secret-key')
        socket.on('message', (data) => {
          seen.push(JSON.parse((data as Buffer).toString()) as Event)
          for (const event of [createdEvent, deltaEvent('x')]) socket.send(JSON.stringify(event))
          socket.send(odd)
          socket.send(JSON.stringify(completedEvent('x', 3)))
        })
      },
    )
    onTestFinished(upstream.close)
    const gateway = await startTestGateway({ openai: upstream.url })
    const client = await connectSocket(gateway.url)
    client.send({
      ...create,
      store: true,
      stream: true,
      stream_options: {},
      background: true,
      previous_response_id: 'resp_0',
    })
    await client.until('response.completed')
    expect(seen).toEqual([{ ...create, model: 'gpt-5-nano', store: false, previous_response_id: 'resp_0' }])
    client.socket.close(1000)
    const frames = await gateway.frames((await gateway.settled()).id)
    expect(frames.flatMap((f) => (f.kind === 'received' ? [f.text] : []))).toContain(odd)
    expect(JSON.stringify(frames)).not.toContain('sk-upstream-secret-key')
  })

  it.each([
    ['', 'invalid_message_payload'],
    ['{oops', 'invalid_json'],
    ['[1]', 'invalid_response_create'],
    ['{"type":"session.update"}', 'invalid_response_create'],
    ['{"type":"response.create"}', 'invalid_response_create'],
    ['{"type":"response.create","model":"gpt-5-nano"}', 'invalid_response_create'],
    ['{"type":"response.create","model":"openai/nope"}', 'openai_routing_failed'],
    [JSON.stringify({ ...create, previous_response_id: 'resp_gone' }), 'previous_response_not_found'],
    [JSON.stringify({ ...create, metadata: { gatescope_scenario: 'rate-limited' } }), 'rate_limit_exceeded'],
  ])('answers %j with %s and stays open', async (message, code) => {
    const gateway = await startTestGateway()
    const client = await connectSocket(gateway.url)
    client.send(message)
    expect(await client.until('error')).toMatchObject({ error: { code } })
    client.send(code === 'openai_routing_failed' ? { ...create, model: 'openai/nope' } : create)
    expect((await client.next()).type).toBe(code === 'openai_routing_failed' ? 'error' : 'response.created')
  })

  it('takes binary frames as text and refuses a message over 15 MiB readably', async () => {
    const gateway = await startTestGateway()
    const client = await connectSocket(gateway.url)
    client.socket.send(Buffer.from(JSON.stringify(create)), { binary: true })
    await client.until('response.completed')
    client.send({ ...create, input: 'x'.repeat(20 << 20) })
    expect(await client.until('error')).toMatchObject({ status: 400, error: { code: 'payload_too_large' } })
    client.send(create)
    await client.until('response.completed')
  })
})

describe('when one side of a session breaks', () => {
  it('an upstream that closes in a turn ends the turn, not the client’s socket', async () => {
    const gateway = await startTestGateway()
    const client = await connectSocket(gateway.url)
    client.send({ ...create, metadata: { gatescope_scenario: 'cut' } })
    expect(await client.until('error')).toMatchObject({ status: 502, error: { code: 'upstream_websocket_closed' } })
    client.send(create)
    await client.until('response.completed')
  })

  it('an upstream that refuses the handshake is an error event', async () => {
    const setup: Setup = { openai: 'http://127.0.0.1:9/v1' }
    const gateway = await startTestGateway(setup)
    const client = await connectSocket(gateway.url)
    client.send(create)
    expect(await client.until('error')).toMatchObject({
      error: { type: 'gateway_error', code: 'upstream_websocket_handshake_failed' },
    })
  })

  it('a client that vanishes closes the upstream and is recorded as aborted', async () => {
    let closed: (code: number) => void = () => {}
    const upstreamClosed = new Promise<number>((resolve) => (closed = resolve))
    const upstream = await startUpstream(
      () => {},
      (socket) => {
        socket.on('message', () => socket.send(JSON.stringify(createdEvent)))
        socket.on('close', closed)
      },
    )
    onTestFinished(upstream.close)
    const gateway = await startTestGateway({ openai: upstream.url })
    const client = await connectSocket(gateway.url)
    client.send(create)
    await client.until('response.created')
    client.socket.terminate()
    expect(await upstreamClosed).toBe(1000)
    expect(await gateway.settled()).toMatchObject({ verdict: 'aborted' })
  })
})

describe('the answers before an upgrade', () => {
  it('426 without an upgrade; with websockets off 501 on /ws and 426 where clients fall back', async () => {
    const on = await startTestGateway()
    const off = await startTestGateway({ options: { websocket: false } })
    const get = (url: string) =>
      fetch(url).then(async (r) => [r.status, ((await r.json()) as { error: { code: string } }).error.code])
    expect(await get(`${on.url}/responses/ws`)).toEqual([426, 'websocket_upgrade_required'])
    expect(await get(`${off.url}/responses/ws`)).toEqual([501, 'responses_websocket_disabled'])
    expect(await get(`${off.url}/responses`)).toEqual([426, 'websocket_upgrade_required'])
  })
})
