// The conformance cases that fail, as a client of a real gateway meets them: each is run against a gateway of its own, and
// explained with everything a console knows of it.
import { setTimeout as wait } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import type { ConfigurationReading } from '#shared/contract/commands'
import { explain } from '#shared/diagnostics/explain'
import type { Context, Explanation } from '#shared/diagnostics/explanation'
import { createTurnFold, explainTurn } from '#shared/diagnostics/turns'
import { caseToken, isSocketCase, readCases, type Behaviour, type Case } from '../conformance/case'
import { request } from '../conformance/client'
import { match } from '../conformance/match'
import { configOf, poolOf } from '../conformance/setup'
import { SocketClient } from '../conformance/socket-client'
import { Script } from '../conformance/upstream'
import { startTestGateway, type TestGateway } from '../support/gateway'

/** Whole answers are no failures, and who leaves is not told anything. */
export const candidates = (): readonly Case[] =>
  readCases()
    .filter(({ expect, request: { abort } }) => {
      const isStreamError = expect.sse_terminal?.some((type) => type === 'error') ?? false
      return !abort && (expect.status !== 200 || isStreamError)
    })
    .map(inOrder)

/** Providers are drawn by weight: in a given order the words are the same each time. */
function inOrder(test: Case): Case {
  const { body } = test.request
  const ids = poolOf(test).providers.map(({ id }) => id)
  if (body === undefined || ids.length < 2 || 'provider' in body || 'routing' in body) return test
  return { ...test, request: { ...test.request, body: { ...body, provider: { order: ids } } } }
}

export type Ran = {
  readonly test: Case
  readonly configuration: unknown
  /** The same as the console is given it. */
  readonly reading: ConfigurationReading
  readonly models: readonly string[]
  readonly gateway: TestGateway
  /** What the client was told: one body, or the events and messages it got. */
  readonly status: number
  readonly text: string
  readonly frames: readonly unknown[]
  readonly retryAfterMs: number | null
}

export type Changes = {
  readonly configuration?: unknown
  /** What else the configuration of the case is to hold. */
  readonly around?: (configuration: Configuration) => Configuration
  /** In place of the body, or of the message that has this text. */
  readonly request?: unknown
  readonly replaces?: string | null
  /** Answers of the providers in place of those of the case. */
  readonly upstream?: readonly Behaviour[]
}

export type Configuration = Readonly<Record<string, unknown>>

export async function runCase(test: Case, changes: Changes = {}): Promise<Ran> {
  const script = new Script(changes.upstream ?? test.upstream)
  onTestFinished(() => script.stop())
  // The patched configuration names the upstream of the first run; only the port is another one.
  const origin = await script.start()
  const { around = (plain) => plain } = changes
  const plain = around(configOf(test, origin))
  const configuration = changes.configuration === undefined ? plain : withOrigin(changes.configuration, origin)
  const { flags = [] } = test.setup ?? {}
  const gateway = await startTestGateway({
    config: configuration as Record<string, unknown>,
    options: { token: caseToken, ...(flags.includes('--no-websocket') ? { websocket: false } : {}) },
  })
  const reading = await gateway.handlers['configuration.read']({})
  const base = { test, configuration, reading, models: [poolOf(test).model], gateway }
  const at = gateway.url.replace(/\/v1$/, '')
  if (!isSocketCase(test)) {
    const asked = changes.request === undefined ? test : withBody(test, changes.request)
    const { answer } = await request(at, asked, script.firstCall())
    const frames = answer.events?.map(({ data }) => data) ?? []
    const seconds = answer.headers['retry-after']
    const retryAfterMs = seconds === undefined ? null : Number(seconds) * 1000
    return { ...base, status: answer.status, text: answer.text, frames, retryAfterMs }
  }
  return {
    ...base,
    retryAfterMs: null,
    ...(await talk(at, withMessage(test, changes), changes.upstream !== undefined)),
  }
}

const withOrigin = (configuration: unknown, origin: string): unknown =>
  JSON.parse(JSON.stringify(configuration).replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, origin))

function withBody(test: Case, body: unknown): Case {
  const { raw_body: _raw, ...asked } = test.request
  return { ...test, request: { ...asked, body: body as NonNullable<Case['request']['body']> } }
}

function withMessage(test: Case, { request: body, replaces }: Changes): Case {
  if (body === undefined) return test
  const messages = (test.request.messages ?? []).map((message) =>
    JSON.stringify(message.json) === replaces
      ? { ...message, json: body as NonNullable<typeof message.json> }
      : message,
  )
  return { ...test, request: { ...test.request, messages } }
}

/** A changed case ends when each message has had its answer, the others when all they expect has come. */
async function talk(origin: string, test: Case, isChanged: boolean): Promise<Pick<Ran, 'status' | 'text' | 'frames'>> {
  const client = new SocketClient(origin, test)
  onTestFinished(() => client.end())
  await client.open()
  const { status, text } = client.answer
  if (status !== 101) return { status, text, frames: [] }
  const { ws } = test.expect
  const messages = test.request.messages ?? []
  const isOver = () =>
    isChanged
      ? client.frames.filter(isEnd).length >= messages.length
      : ws !== undefined && match(ws, client.frames, 'frames') === null
  await Promise.race([client.play(messages).then(() => client.until(isOver)), wait(1500)])
  client.end()
  return { status, text, frames: client.frames }
}

const typeOf = (frame: unknown): unknown => (frame as { type?: unknown } | null)?.type
const isError = (frame: unknown): boolean => typeOf(frame) === 'error' || typeOf(frame) === 'response.failed'
const isEnd = (frame: unknown): boolean => isError(frame) || typeOf(frame) === 'response.completed'

export const errorsOf = ({ frames }: Ran): readonly unknown[] => frames.filter(isError)
export const hasFailed = (ran: Ran): boolean => ran.status >= 400 || errorsOf(ran).length > 0

export const contextOf = ({ test, reading, models }: Ran): Context => ({
  configuration: reading.document,
  models,
  ...(test.request.body === undefined ? {} : { request: test.request.body }),
})

export type Explained = { readonly explanation: Explanation; readonly sent: string | null }

/** Streams and sockets are explained as recorded: an event tells nothing of the routing. */
export async function explainRan(ran: Ran): Promise<Explained> {
  const context = contextOf(ran)
  if (ran.frames.length === 0) {
    return {
      explanation: explain(ran.text, { ...context, status: ran.status, retryAfterMs: ran.retryAfterMs }),
      sent: null,
    }
  }
  const { id } = await ran.gateway.settled()
  const fold = createTurnFold()
  for (const frame of await ran.gateway.frames(id)) fold.apply(frame)
  const turn = fold.value()
  if (!turn) throw new Error('the session has no turn')
  return { explanation: explainTurn(turn, context), sent: turn.request }
}
