// A recorded request as a curl command, read again by what reads curl commands.
import { describe, expect, it } from 'vitest'
import type { FrameBody } from '#shared/session/frame'
import { writeCurl } from '#shared/formats/curl'
import { parseCurl } from '../../renderer/features/composer/curl'
import { closed, framesOf, opened, sent } from '../support/frames'
import { generateSessions, headerOf } from '../support/generated-sessions.mjs'
import { inTurn, portable, textOf } from '../support/portable'

const write = (...bodies: readonly FrameBody[]) =>
  textOf(writeCurl(inTurn([portable(headerOf(1, 0), framesOf(...bodies.map((body, at) => [at, body] as const)))])))
const commands = (text: string) =>
  text
    .split(/\n\n+/)
    .map((part) => part.replace(/^(#[^\n]*\n)+/, ''))
    .filter((part) => part.startsWith('curl'))
    .map(parseCurl)

describe('a session as curl', () => {
  it('is its request, with the exact text', async () => {
    for (const { header, frames } of generateSessions(8).slice(0, 6)) {
      const [command] = commands(await textOf(writeCurl(inTurn([portable(header, frames)]))))
      const [first, second] = frames
      if (first?.kind !== 'opened' || second?.kind !== 'sent') throw new Error('It begins in another way.')
      expect(command).toMatchObject({
        method: 'POST',
        url: `http://${first.request.headers['host']}${first.request.path}`,
        body: second.text,
      })
      expect(command?.headers).toContainEqual({ name: 'content-type', value: 'application/json' })
    }
  })
  it('asks for the token that was redacted, and says what else it cannot have', async () => {
    const headers = {
      host: 'gateway.test',
      authorization: '[redacted]',
      'x-api-key': '[redacted]',
      'content-length': '2',
    }
    const text = await write(opened('http', headers), sent('{}'), closed())
    expect(text).toBe(`# G-00000000000000000000000001, 1970-01-01T00:00:00.000Z
# x-api-key is left out: its value was redacted.
curl -sN http://gateway.test/v1/responses \\
  -H "authorization: Bearer $GATESCOPE_TOKEN" \\
  --data-raw '{}'

`)
  })
  it('of another host asks for a key, and not for the token of this gateway', async () => {
    const origin = { kind: 'import', format: 'har', app: 'WebInspector 537.36', id: null } as const
    const frames = framesOf([
      0,
      opened('http', { host: 'api.openai.com', ':scheme': 'https', authorization: '[redacted]' }),
    ])
    const text = await textOf(writeCurl(inTurn([portable({ ...headerOf(1, 0), origin }, frames)])))
    expect(text).toContain('https://api.openai.com/v1/responses')
    expect(text).toContain('"authorization: Bearer $API_KEY"')
  })
  it('of a websocket is a request for each turn, over events', async () => {
    const text = await write(
      opened('websocket', { host: 'gateway.test', upgrade: 'websocket' }),
      sent({ type: 'response.create', model: 'a', input: "it's" }),
      sent({ type: 'response.create', model: 'a', input: '@file' }, 2),
    )
    expect(text).toContain('# curl cannot speak on a websocket.')
    expect(commands(text).map((command) => command?.body)).toEqual([
      '{"model":"a","input":"it\'s","stream":true}',
      '{"model":"a","input":"@file","stream":true}',
    ])
  })
  it('with nothing sent is the request without a body, in its method', async () => {
    expect(commands(await write(opened(), closed()))).toMatchObject([{ method: 'POST', body: '' }])
    expect(await write(opened('websocket'), closed())).toContain('# Nothing was sent on this socket.')
  })
  it('of a text that looks like the name of a file is that text', async () => {
    expect(commands(await write(opened(), sent('@secrets')))).toMatchObject([{ body: '@secrets', missing: [] }])
  })
})
