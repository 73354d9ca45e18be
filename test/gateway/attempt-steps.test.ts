// The way of an attempt to its head, as it is recorded: over a connection that was made, one that was kept, one that nobody
// answered; and none at all where the simulator stands in.
import { describe, expect, it, onTestFinished } from 'vitest'
import type { AttemptSteps, Frame } from '#shared/session/frame'
import { startTestGateway, type Setup, type TestGateway } from '../support/gateway'
import { connectSocket, create } from '../support/socket'
import { answerJson, completedEvent, createdEvent, responseObject, startUpstream } from '../support/upstream'

const model = 'openai/gpt-5-nano'
const ask = { model, input: 'Hello.' }

type Told = { readonly kind: string; readonly steps: AttemptSteps | undefined }

const stepsIn = (frames: readonly Frame[]): Told[] =>
  frames.flatMap((frame) =>
    frame.kind === 'answered' || frame.kind === 'rejected' ? [{ kind: frame.kind, steps: frame.steps }] : [],
  )

const provider = (base_url: string): Setup => ({
  config: { providers: [{ id: 'openai', base_url, api_key: 'planted-key-0123456789' }] },
})

async function askAndRead(gateway: TestGateway): Promise<Told[]> {
  const answer = await gateway.post(ask)
  await answer.text()
  const id = answer.headers.get('x-request-id') ?? ''
  await gateway.settled((session) => session.id === id)
  return stepsIn(await gateway.frames(id))
}

const made = { kept: false, lookup: null, connect: expect.any(Number), tls: null, head: expect.any(Number) }
const kept = { kept: true, lookup: null, connect: null, tls: null, head: expect.any(Number) }

describe('the steps of an attempt', () => {
  it('are those of the connection it made; the next one keeps it', async () => {
    const upstream = await startUpstream((_request, response) => answerJson(response, 200, responseObject('Hello')))
    onTestFinished(upstream.close)
    const gateway = await startTestGateway(provider(upstream.url))
    const [first] = await askAndRead(gateway)
    expect(first).toEqual({ kind: 'answered', steps: made })
    expect(first?.steps?.head).toBeGreaterThanOrEqual(first?.steps?.connect ?? Infinity)
    expect(await askAndRead(gateway)).toEqual([{ kind: 'answered', steps: kept }])
  })
  it('begin with the lookup of a name', async () => {
    const upstream = await startUpstream((_request, response) => answerJson(response, 200, responseObject('Hello')))
    onTestFinished(upstream.close)
    const gateway = await startTestGateway(provider(upstream.url.replace('127.0.0.1', 'localhost')))
    const [first] = await askAndRead(gateway)
    expect(first?.steps).toEqual({ ...made, lookup: expect.any(Number) })
  })
  it('are told of a refusal too, and end where nobody was there', async () => {
    const upstream = await startUpstream((_request, response) =>
      answerJson(response, 429, { error: { message: 'no' } }),
    )
    const gateway = await startTestGateway(provider(upstream.url))
    expect(await askAndRead(gateway)).toEqual([{ kind: 'rejected', steps: made }])
    await upstream.close()
    const nobody = await startTestGateway(provider(upstream.url))
    const [gone] = await askAndRead(nobody)
    expect(gone).toEqual({ kind: 'rejected', steps: { ...made, connect: null, head: null } })
  })
  it('are none of a simulated attempt', async () => {
    const told = await askAndRead(await startTestGateway())
    expect(told).toEqual([{ kind: 'answered', steps: undefined }])
  })
  it('are those of the dial for the first turn of a websocket, and a kept connection for the next', async () => {
    const upstream = await startUpstream(
      (_request, response) => response.end(),
      (socket) =>
        socket.on('message', () => {
          socket.send(JSON.stringify(createdEvent))
          socket.send(JSON.stringify(completedEvent('Hello')))
        }),
    )
    onTestFinished(upstream.close)
    const gateway = await startTestGateway(provider(upstream.url))
    const client = await connectSocket(gateway.url)
    await client.turn(create)
    await client.turn(create)
    client.socket.close()
    const { id } = await gateway.settled()
    expect(stepsIn(await gateway.frames(id)).map(({ steps }) => steps)).toEqual([made, { ...kept, head: null }])
  })
})
