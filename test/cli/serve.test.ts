import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parseFrames } from '#shared/session/jsonl'
import { temporaryFolder } from '../support/gateway'
import { runCli, serveCli, type Serving } from '../support/cli'
import { consoleOf } from '../support/console'

async function serve(dataDir = temporaryFolder(), flags: string[] = []): Promise<Serving> {
  const serving = await serveCli(dataDir, temporaryFolder(), flags)
  onTestFinished(async () => void (await serving.stop('SIGKILL')))
  return serving
}

const ask = (serving: Serving, body: unknown) =>
  fetch(`${serving.gateway}/responses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${serving.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

describe('serve', () => {
  it('prints one JSON line when it is ready, keeps its token private, and stops cleanly', async () => {
    const serving = await serve()
    expect(serving).toMatchObject({
      event: 'listening',
      gateway: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v1$/),
      pid: serving.process.pid,
    })
    expect(serving.console).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
    expect(serving.token).toMatch(/^gs_[\w-]{43}$/)
    const tokenFile = path.join(serving.data_dir, 'token')
    expect(readFileSync(tokenFile, 'utf8').trim()).toBe(serving.token)
    expect(statSync(tokenFile).mode & 0o777).toBe(0o600)
    expect(statSync(path.join(serving.data_dir, 'sessions')).mode & 0o777).toBe(0o700)
    expect(await serving.stop()).toBe(0)
  })

  it('keeps token and sessions over a restart', async () => {
    const first = await serve()
    const text = await (await ask(first, { model: 'simulator/reasoning', input: 'x', stream: true })).text()
    expect(text).toContain('response.completed')
    expect(await first.stop()).toBe(0)
    const second = await serve(first.data_dir)
    expect(second.token).toBe(first.token)
    const console = await consoleOf(second)
    const { sessions, total } = await console.call('sessions.list', { limit: 10 })
    expect(total).toBe(1)
    expect(sessions[0]).toMatchObject({ verdict: 'complete', model: 'simulator/reasoning', closed: true })
    const { text: lines } = await console.call('session.read', { id: sessions[0]!.id, from: 0 })
    expect(
      parseFrames(lines)
        .flatMap((f) => (f.kind === 'received' ? [f.text] : []))
        .join(''),
    ).toBe(text)
  })

  it('after kill -9 in a stream the session is there, truncated, with every frame up to 200 ms before', async () => {
    const first = await serve()
    const response = await ask(first, { model: 'simulator/long-output', input: 'x', stream: true })
    const reader = response.body!.getReader()
    const got: { text: string; at: number }[] = []
    const started = performance.now()
    while (performance.now() - started < 1_500) {
      const { value } = await reader.read()
      got.push({ text: new TextDecoder().decode(value), at: performance.now() })
    }
    const killedAt = performance.now()
    await first.stop('SIGKILL')
    await reader.cancel().catch(() => {})

    const second = await serve(first.data_dir)
    const console = await consoleOf(second)
    const { sessions } = await console.call('sessions.list', { limit: 10 })
    expect(sessions).toHaveLength(1)
    expect(sessions[0]).toMatchObject({ verdict: 'truncated', closed: true, model: 'simulator/long-output' })
    expect(sessions[0]?.proof).toContain('Gatescope stopped while this ran')
    const { text } = await console.call('session.read', { id: sessions[0]!.id, from: 0 })
    const kept = parseFrames(text)
      .flatMap((f) => (f.kind === 'received' ? [f.text] : []))
      .join('')
    const due = got
      .filter((g) => g.at <= killedAt - 200)
      .map((g) => g.text)
      .join('')
    expect(due.length).toBeGreaterThan(10_000)
    expect(kept.startsWith(due)).toBe(true)
  })

  it('sets a corrupt session file aside, says so, and starts', async () => {
    const first = await serve()
    for (const model of ['simulator/empty', 'simulator/bad-key']) await (await ask(first, { model, input: 'x' })).text()
    await first.stop()
    const folder = path.join(first.data_dir, 'sessions')
    const [victim] = readdirSync(folder).filter((f) => f.startsWith('G-'))
    writeFileSync(path.join(folder, victim!), 'this was a session once\n\u0000')
    writeFileSync(path.join(folder, 'G-STRANGER.jsonl'), '')
    const second = await serve(first.data_dir)
    const console = await consoleOf(second)
    expect((await console.call('sessions.list', { limit: 10 })).total).toBe(1)
    const { setAside } = await console.call('gateway.status', {})
    const expected = new Set([victim, 'G-STRANGER.jsonl'])
    expect(new Set(setAside.map((a) => path.basename(a.file)))).toEqual(expected)
    expect(setAside[0]?.reason).toBeTruthy()
    expect(new Set(readdirSync(path.join(folder, 'set-aside')))).toEqual(expected)
    expect(second.stderr()).toContain('set aside')
    expect((await ask(second, { model: 'simulator/empty', input: 'x' })).status).toBe(200)
  })

  it('says of what it cut when it was stopped that it did', async () => {
    const first = await serve()
    const asked = ask(first, { model: 'simulator/stall', input: 'x', stream: true })
      .then((r) => r.text())
      .catch(() => '')
    const console = await consoleOf(first)
    const listed = async () => (await console.call('sessions.list', { limit: 1 })).sessions[0]
    while (((await listed())?.events ?? 0) < 5) await new Promise((resolve) => setImmediate(resolve))
    expect(await first.stop()).toBe(0)
    await asked
    const again = await consoleOf(await serve(first.data_dir))
    const { sessions } = await again.call('sessions.list', { limit: 1 })
    expect(sessions[0]).toMatchObject({ verdict: 'truncated', closed: true })
    expect(sessions[0]?.proof).toMatch(/Gatescope was stopped after \d+ events/)
  })

  it('starts over what a dead gateway left, also when its process id is now another program’s', async () => {
    const first = await serve()
    await first.stop('SIGKILL')
    const left = { pid: process.pid, gateway: first.gateway, token: 'x' }
    writeFileSync(path.join(first.data_dir, 'running.json'), JSON.stringify(left))
    expect((await serve(first.data_dir)).event).toBe('listening')
  })

  it('refuses a data folder another gateway holds', async () => {
    const first = await serve()
    const second = await runCli(['serve', '--port', '0', '--data-dir', first.data_dir], temporaryFolder())
    expect(second).toMatchObject({ code: 2, stderr: expect.stringContaining(`in use by process ${first.pid}`) })
  })

  it.each([
    [['--port', 'abc'], /--port must be a whole number from 0 to 65535\. You gave "abc"/],
    [['--host', '0.0.0.0'], /--allow-remote/],
    [['--prot', '1'], /--prot/],
    [['extra'], /no argument "extra"/],
  ])('explains wrong flags: %j', async (flags, message) => {
    const home = temporaryFolder()
    const result = await runCli(['serve', '--data-dir', home, ...flags], home)
    expect(result).toMatchObject({ code: 2, stderr: expect.stringMatching(message), stdout: '' })
  })

  it('explains a wrong configuration by field', async () => {
    const home = temporaryFolder()
    const config = path.join(home, 'gatescope.config.json')
    writeFileSync(config, JSON.stringify({ gateway: { prot: 1, attempt_timeout_ms: 'x' } }))
    const result = await runCli(['serve', '--port', '0', '--data-dir', path.join(home, 'data')], home)
    expect(result.code).toBe(2)
    expect(result.stderr).toContain('gateway.prot: unknown key; did you mean "port"?')
    expect(result.stderr).toContain('gateway.attempt_timeout_ms:')
  })
})

describe('send', () => {
  it('uses the running gateway and streams the text', async () => {
    const serving = await serve()
    const home = temporaryFolder()
    for (const flags of [[], ['--stream'], ['--ws']]) {
      const result = await runCli(['send', '--data-dir', serving.data_dir, ...flags, 'How', 'are', 'you?'], home)
      expect(result.stdout).toContain('You asked: “How are you?”')
      expect(result.code).toBe(0)
    }
    const console = await consoleOf(serving)
    expect((await console.call('sessions.list', { limit: 10 })).sessions.map((s) => s.transport).sort()).toEqual([
      'json',
      'sse',
      'websocket',
    ])
  })

  it('starts a gateway of its own when none runs, and fails on an error envelope', async () => {
    const home = temporaryFolder()
    const result = await runCli(['send', '--data-dir', home, '--model', 'simulator/rate-limited', 'x'], home)
    expect(result).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('upstream_error (all_candidates_failed)'),
    })
  })

  it('sends a body from stdin as it is', async () => {
    const home = temporaryFolder()
    const bad = await runCli(['send', '--data-dir', home, '--body', '-'], home, '{"model": ')
    expect(bad).toMatchObject({ code: 1, stderr: expect.stringContaining('invalid_json') })
    const nothing = await runCli(['send', '--data-dir', home], home)
    expect(nothing).toMatchObject({ code: 2, stderr: expect.stringContaining('Say what to send') })
  })
})
