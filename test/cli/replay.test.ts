import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Frame } from '#shared/session/frame'
import { formatLine } from '#shared/session/jsonl'
import {
  answered,
  attempted,
  closed,
  ended,
  framesOf,
  opened,
  responded,
  routed,
  sent,
  sse,
  type Moment,
} from '../support/frames'
import { runCli, spawnCli, startCli } from '../support/cli'
import { temporaryFolder } from '../support/gateway'
import { createLibrary } from '../support/library'

const stream: readonly Moment[] = [
  [0, opened()],
  [1, sent({ model: 'openai/gpt-5', stream: true })],
  [1, routed()],
  [1, attempted('openai')],
  [2, answered()],
  [2, responded(200, 'text/event-stream')],
  [3, sse({ type: 'response.created' })],
  [86_400_000, sse({ type: 'response.completed' })],
  [86_400_000, ended('complete', '')],
  [86_400_000, closed()],
]
const bytes = [sse({ type: 'response.created' }), sse({ type: 'response.completed' })]
  .map((body) => (body.kind === 'received' ? body.text : ''))
  .join('')

function record() {
  const home = temporaryFolder()
  const library = createLibrary(home)
  library.leave('G-1', stream)
  return {
    home,
    file: library.fileOf('G-1'),
    run: (...args: string[]) => runCli(['replay', '--data-dir', home, ...args], home),
  }
}

async function serve(command: string, home: string, ...args: string[]) {
  const { line, stop } = await startCli([command, '--data-dir', home, '--json', ...args], home)
  onTestFinished(async () => void (await stop('SIGKILL')))
  const ready = JSON.parse(line) as { readonly event: string; readonly url: string; readonly session: string }
  const post = () => fetch(`${ready.url}/responses`, { method: 'POST', body: '{"stream":true}' })
  return { ready, stop, post }
}

describe('replay', () => {
  it('prints every frame with its moment, by the id or by the file', async () => {
    const { run, file } = record()
    for (const name of ['G-1', file]) {
      const { code, stdout } = await run(name, '--speed', 'max')
      const lines = stdout.split('\n').slice(0, -1)
      expect([code, lines.length]).toEqual([0, stream.length])
      expect(lines[6]).toMatch(/^ {7}3\.0 ms {2}response\.created +\{"type":"response\.created"\}$/)
    }
  })
  it('as JSON prints the frames as they were recorded', async () => {
    const { run } = record()
    const { stdout } = await run('G-1', '--speed', 'max', '--json')
    expect(stdout).toBe(
      framesOf(...stream)
        .map(formatLine)
        .join(''),
    )
  })
  it('keeps their time: what comes a day later is not there yet', async () => {
    const { home } = record()
    const child = spawnCli(['replay', 'G-1', '--data-dir', home, '--json', '--speed', '100x'], home)
    onTestFinished(() => void child.kill('SIGKILL'))
    const printed = await new Promise<string>((resolve) => {
      let text = ''
      child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
        if (text.includes('response.created')) resolve(text)
      })
    })
    expect(printed.split('\n')).toHaveLength(8)
    expect(child.exitCode).toBeNull()
  })
  it('steps by a frame for every line that is entered', async () => {
    const { home } = record()
    const { code, stdout } = await runCli(['replay', 'G-1', '--data-dir', home, '--json', '--step'], home, '\n\n\n')
    expect([code, stdout]).toEqual([
      0,
      framesOf(...stream.slice(0, 3))
        .map(formatLine)
        .join(''),
    ])
  })
  it('to a client serves it until it is interrupted, under the address it prints', async () => {
    const { home } = record()
    const { ready, post, stop } = await serve('replay', home, 'G-1', '--to-client', '--speed', 'max')
    expect(ready).toMatchObject({ event: 'listening', session: 'G-1' })
    expect(ready.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/replay\/G-1\/max\/v1$/)
    const answer = await post()
    expect([await answer.text(), answer.headers.get('x-gatescope-replay')]).toEqual([bytes, 'G-1'])
    expect((await fetch(ready.url.replace('/replay', '/play'))).status).toBe(404)
    expect((await fetch(ready.url, { headers: { origin: 'http://evil.example' } })).status).toBe(403)
    expect(await stop('SIGINT')).toBe(0)
  })
  it('says what is wrong with what it is asked', async () => {
    const { home, run } = record()
    const notes = path.join(home, 'notes.txt')
    writeFileSync(notes, 'hello\n')
    const cases = [
      [[], 'Say which session to play'],
      [['G-9'], 'There is no session G-9'],
      [['G-1', '--speed', '0'], '--speed must be 0.1 or more, or max. You gave "0".'],
      [['G-1', '--step', '--to-client'], '--step goes with neither'],
      [['G-1', '--port', '1'], '--port is for --to-client'],
      [[notes, '--to-client'], 'The first line is not a Gatescope session header'],
    ] as const
    const answers = await Promise.all(cases.map(([args]) => run(...args)))
    expect(answers).toMatchObject(
      cases.map(([, says]) => ({ code: 2, stderr: expect.stringContaining(says) as string })),
    )
    const { code, stderr } = await run(notes)
    expect([code, stderr]).toEqual([1, expect.stringContaining('The first line is not a Gatescope session header')])
  })
})

describe('simulate --session', () => {
  it('serves what was recorded as a provider, by the file', async () => {
    const { home, file } = record()
    const short = framesOf(...stream.map(([at, body]): Moment => [Math.min(at, 5), body]))
    const header = {
      format: 'gatescope.session',
      version: 2,
      id: 'G-1',
      startedAt: 1,
      app: 'test',
      origin: null,
    } as const
    writeFileSync(file, [header, ...(short as readonly Frame[])].map(formatLine).join(''))
    const { ready, post, stop } = await serve('simulate', home, '--session', file)
    expect(ready).toMatchObject({ session: file })
    expect(await (await post()).text()).toBe(bytes)
    expect(await stop()).toBe(0)
  })
  it('takes no scenario beside it, and no session that is not there', async () => {
    const { home } = record()
    const run = (...args: string[]) => runCli(['simulate', '--data-dir', home, ...args], home)
    expect(await run('--session', 'G-1', '--scenario', 'reply')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('exclude each other') as string,
    })
    expect(await run('--session', 'G-9')).toMatchObject({ code: 2 })
  })
})
