import http from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { runCli, startCli } from '../support/cli'
import { eventsOf, temporaryFolder } from '../support/gateway'

async function simulate(...flags: string[]) {
  const { line, stop } = await startCli(['simulate', '--json', ...flags], temporaryFolder())
  onTestFinished(async () => void (await stop('SIGKILL')))
  const ready = JSON.parse(line) as { readonly event: string; readonly url: string }
  const post = (body: unknown, path = '/responses') =>
    fetch(`${ready.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  return { ready, stop, post }
}

const run = (...args: string[]) => runCli(['simulate', ...args], temporaryFolder())

describe('simulate', () => {
  it('says where it listens, answers as JSON or as a stream, and stops cleanly', async () => {
    const { ready, post, stop } = await simulate('--dialect', 'responses')
    expect(ready).toMatchObject({
      event: 'listening',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v1$/),
      dialect: 'responses',
      scenario: null,
      fault: null,
    })
    const body = await (await post({ model: 'gpt', input: 'Why?' })).json()
    expect(body).toMatchObject({ object: 'response', status: 'completed', model: 'gpt' })
    const streamed = await post({ model: 'incomplete', input: 'Why?', stream: true })
    expect(streamed.headers.get('content-type')).toContain('text/event-stream')
    expect(eventsOf(await streamed.text()).at(-1)?.type).toBe('response.incomplete')
    expect(await stop()).toBe(0)
  })
  it('stops cleanly in the middle of an answer, by either signal', async () => {
    const { post, stop } = await simulate('--scenario', 'stall')
    const response = await post({ model: 'x', stream: true })
    const left = response.text().catch(() => 'cut')
    expect(await stop('SIGINT')).toBe(0)
    expect(await left).toBe('cut')
  })
  it('plays the scenario it is given, whatever the model', async () => {
    const { post } = await simulate('--scenario', 'rate-limited')
    const response = await post({ model: 'reply', input: 'x' })
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '12'])
    expect(await response.json()).toMatchObject({ error: { code: 'rate_limit_exceeded' } })
  })
  it('refuses once and serves then, for clients that try again', async () => {
    const { post } = await simulate('--scenario', 'fallback')
    expect([(await post({ input: 'x' })).status, (await post({ input: 'x' })).status]).toEqual([429, 200])
  })
  it('breaks a connection as a provider’s would break', async () => {
    const { post } = await simulate('--scenario', 'cut')
    await expect(post({ model: 'x', stream: true }).then((r) => r.text())).rejects.toThrow()
    const refused = await simulate('--fault', 'reset*1')
    await expect(refused.post({ model: 'x' })).rejects.toThrow()
    expect((await refused.post({ model: 'x' })).status).toBe(200)
  })
  it('applies a fault on top', async () => {
    const { post } = await simulate('--fault', 'end@event 2')
    const text = await (await post({ model: 'x', stream: true })).text()
    expect(eventsOf(text).map((e) => e.type)).toEqual(['response.created', 'response.in_progress'])
    const status = await simulate('--fault', '503')
    expect((await status.post({ model: 'x' })).status).toBe(503)
  })
  it('says what it does not serve, in the format of its dialect', async () => {
    const { post } = await simulate()
    const error = async (response: Response) => [response.status, await response.json()]
    expect(await error(await post({}, '/chat/completions'))).toMatchObject([
      404,
      { error: { message: 'There is only POST …/responses here.' } },
    ])
    expect(await error(await post('{"model":'))).toMatchObject([
      400,
      { error: { message: expect.stringContaining('JSON') } },
    ])
  })
  it('answers to its own host names alone', async () => {
    const { ready } = await simulate()
    const status = await new Promise((resolve) => {
      http.get(`${ready.url}/responses`, { headers: { host: 'evil.test' } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
    })
    expect(status).toBe(403)
  })
})

describe('simulate, on a websocket', () => {
  const connect = (url: string, path = '/responses') => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`)
    onTestFinished(() => socket.terminate())
    const types: string[] = []
    const closed = new Promise<number>((resolve) => socket.on('close', resolve))
    const refused = new Promise<number | undefined>((resolve) => {
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
    })
    let wanted = { type: '', resolve: (_types: string[]) => {} }
    socket.on('message', (data) => {
      types.push((JSON.parse((data as Buffer).toString()) as { type: string }).type)
      if (types.at(-1) === wanted.type) wanted.resolve(types.splice(0))
    })
    const until = (type: string) => new Promise<string[]>((resolve) => (wanted = { type, resolve }))
    const opened = new Promise((resolve) => socket.on('open', resolve))
    socket.on('error', () => {})
    return { socket, until, closed, refused, opened }
  }
  it('plays turns, and answers what is no JSON', async () => {
    const { ready } = await simulate('--scenario', 'empty')
    const { socket, until, opened } = connect(ready.url)
    await opened
    const error = until('error')
    socket.send('no json')
    expect(await error).toEqual(['error'])
    const turn = until('response.completed')
    socket.send(JSON.stringify({ type: 'response.create', model: 'x', input: 'hi' }))
    expect(await turn).toEqual(['response.created', 'response.in_progress', 'response.completed'])
  })
  it('refuses the handshake, closes with a code, or loses the connection', async () => {
    expect(await connect((await simulate('--fault', '503')).ready.url).refused).toBe(503)
    expect(await connect((await simulate()).ready.url, '/elsewhere').refused).toBe(404)
    for (const [fault, code] of [
      ['close@event 0', 1011],
      ['cut@event 0', 1006],
    ] as const) {
      const { socket, opened, closed } = connect((await simulate('--fault', fault)).ready.url)
      await opened
      socket.send(JSON.stringify({ type: 'response.create', model: 'x', input: 'hi' }))
      expect(await closed).toBe(code)
    }
  })
})

describe('simulate explains itself', () => {
  it('with its scenarios and its faults', async () => {
    expect((await run('--list')).stdout).toMatch(/^reply +A short answer/m)
    const list = (await run('--list-faults')).stdout
    expect(list).toMatch(/^cut \[@event N\]: The connection breaks in the stream$/m)
    expect(list).toMatch(/^insufficient_funds: 402: /m)
    const lines = (await run('--list-faults', '--json')).stdout.trim().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { name: string }).name)).toContain('breaker-open')
    expect(JSON.parse((await run('--list', '--json')).stdout.split('\n')[0] ?? '')).toEqual({
      name: 'reply',
      title: 'A short answer: text, a call of the tool it is asked about, or JSON',
    })
    expect((await run('--help')).stdout).toContain('--list-faults')
  })
  it.each([
    [['--scenario', 'rate-limitd'], /There is no scenario "rate-limitd"; near: rate-limited, /],
    [['--dialect', 'response'], /There is no dialect "response"; did you mean "responses"\?/],
    [['--fault', 'cutt'], /The fault "cutt": there is no fault "cutt"; near: cut/],
    [['--fault', 'not_ready'], /its provider is "gateway"/],
    [['--port', 'abc'], /--port must be a whole number/],
    [['extra'], /no argument "extra"/],
  ])('when it is asked wrongly: %j', async (args, message) => {
    expect(await run(...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) })
  })
})
