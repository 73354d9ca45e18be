// Runs one case: a gateway of its own, set up as the case says, between a scripted client and scripted providers.
import { onTestFinished } from 'vitest'
import { setTimeout as wait } from 'node:timers/promises'
import { startTestGateway, type TestGateway } from '../support/gateway'
import { caseToken, isSocketCase, type Case } from './case'
import { checkAlways, checkAnswer } from './check-answer'
import { checkSockets, checkUpstream } from './check-upstream'
import { request } from './client'
import { match, type Miss } from './match'
import { configOf, keyOf, poolOf } from './setup'
import { SocketClient } from './socket-client'
import { Script } from './upstream'

/** Resolves when `test` holds, or after `ms`: what the far side sees comes a moment later than what the client sees. */
async function soon(test: () => boolean, ms = 500): Promise<boolean> {
  for (const end = performance.now() + ms; !test() && performance.now() < end;) await wait(5)
  return test()
}

export const run = async (test: Case): Promise<Miss | null> => (await play(test)).miss

type Played = {
  /** Null when all is as the case expects; otherwise the first place where it is not. */
  readonly miss: Miss | null
  readonly gateway: TestGateway
}

export async function play(test: Case): Promise<Played> {
  const script = new Script(test.upstream)
  onTestFinished(() => script.stop())
  const upstream = await script.start()
  const { flags = [] } = test.setup ?? {}
  const gateway = await startTestGateway({
    config: configOf(test, upstream),
    options: { token: caseToken, ...(flags.includes('--no-websocket') ? { websocket: false } : {}) },
  })
  const origin = gateway.url.replace(/\/v1$/, '')
  const miss = await (isSocketCase(test) ? runSocket(origin, test, script) : runHttp(origin, test, script))
  const leak = poolOf(test)
    .providers.map(({ id }) => keyOf(id))
    .find((key) => gateway.log.join('\n').includes(key))
  return { gateway, miss: miss ?? (leak ? { path: 'log', expected: 'no provider’s key', got: leak } : null) }
}

async function runHttp(origin: string, test: Case, script: Script): Promise<Miss | null> {
  const { answer, leftAt } = await request(origin, test, script.firstCall())
  if (test.request.abort) return checkLeft(test, script, leftAt)
  const miss = checkAnswer(test.expect, answer)
  if (miss) return miss
  await soon(() => script.unused().length === 0)
  return checkUpstream(test, script) ?? checkAlways(test, answer)
}

/** The client left: so must the gateway, from its provider. */
async function checkLeft(test: Case, script: Script, leftAt: number | null): Promise<Miss | null> {
  const { upstream_aborted_within_ms: limit = 500, settle_ms } = test.expect
  const call = script.calls.at(-1)
  if (leftAt === null || !call) return { path: 'request.abort', expected: test.request.abort, got: 'never came to it' }
  await soon(() => call.end !== null, limit + 200)
  const ms = (call.end?.at ?? Infinity) - leftAt
  if (ms > limit || call.end?.isWhole) return { path: 'upstream aborted', expected: `within ${limit} ms`, got: ms }
  // Only time shows that nobody else is asked.
  if (settle_ms) await wait(settle_ms)
  return checkUpstream(test, script)
}

async function runSocket(origin: string, test: Case, script: Script): Promise<Miss | null> {
  const client = new SocketClient(origin, test)
  onTestFinished(() => client.end())
  await client.open()
  const { expect: wanted, request: asked } = test
  const refused = checkAnswer(wanted, client.answer) ?? checkAlways(test, client.answer)
  if (refused || wanted.status !== 101) return refused ?? checkUpstream(test, script)
  const frames = () => (wanted.ws ? match(wanted.ws, client.frames, 'frames') : null)
  const isOver = () => frames() === null
  // A frame that never comes ends the wait, not the test: the answer is then which one is missing.
  await Promise.race([client.play(asked.messages ?? []).then(() => client.until(isOver)), wait(3000)])
  const missing = frames()
  if (missing) return missing
  const isOpen = await client.settle()
  await soon(() => script.unused().length === 0)
  if (wanted.ws_exact && client.frames.length !== wanted.ws?.length)
    return { path: 'frames', expected: wanted.ws, got: client.frames }
  return (
    checkUpstream(test, script) ??
    (await checkEnds(test, client, script)) ??
    (wanted.open && !isOpen ? { path: 'socket', expected: 'open', got: client.closed } : null) ??
    (wanted.in_flight_after === undefined ? null : await probe(test, client, script))
  )
}

async function checkEnds(test: Case, client: SocketClient, script: Script): Promise<Miss | null> {
  const { close, upstream_closed, upstream_close } = test.expect
  await soon(() => test.upstream.every((b, n) => !b.expect_close || closedBy(script, n)))
  const sockets = checkSockets(test, script)
  if (sockets) return sockets
  if (close !== undefined) {
    await client.until(() => client.closed !== null)
    const miss = match(close, client.closed, 'close')
    if (miss) return miss
  }
  if (!upstream_closed && upstream_close === undefined) return null
  await soon(() => script.sockets.every((socket) => socket.closed), 1000)
  const closed = script.sockets.at(-1)?.closed
  if (!closed || closed.byUs) return { path: 'upstream socket', expected: 'closed by the gateway', got: closed }
  return upstream_close === undefined ? null : match(upstream_close, [closed.code, closed.reason], 'upstream close')
}

const closedBy = (script: Script, n: number): boolean =>
  script.sends.some((send) => send.answeredBy === n && send.socket?.closed !== null)

/** One more turn shows whether the gateway still thinks the last one runs. */
async function probe(test: Case, client: SocketClient, script: Script): Promise<Miss | null> {
  const turns = (test.request.messages ?? []).filter(({ json }) => json?.['type'] === 'response.create')
  const from = client.frames.length
  script.add({ ws_events: ['response.created', 'response.completed'] })
  client.send({ ...turns.at(-1)?.json, previous_response_id: null })
  const fresh = () => client.frames.slice(from) as { type?: string; error?: { code?: string } }[]
  await client.until(() => fresh().some(({ type }) => type === 'response.completed' || type === 'error'))
  const isRefused = fresh().some(({ error }) => error?.code === 'response_already_in_flight')
  return match(test.expect.in_flight_after, isRefused, 'in flight afterwards')
}
