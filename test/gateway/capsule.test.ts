// A capsule does elsewhere what the gateway did here: with Node alone, without a network and without keys.
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parseFrames } from '#shared/session/jsonl'
import { exportText } from '../support/exported'
import { startTestGateway, temporaryFolder, type TestGateway } from '../support/gateway'
import { recordedSessions } from '../support/recorded'
import { connectSocket, create } from '../support/socket'

/** Loaded before the capsule: any way out but loopback ends it. */
const guard = `
import net from 'node:net'
import dns from 'node:dns'
const connect = net.Socket.prototype.connect
net.Socket.prototype.connect = function (...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args
  const host = typeof first === 'object' ? first.host : args[1]
  if (host !== '127.0.0.1') { console.error('left this machine: ' + host); process.exit(99) }
  return connect.apply(this, args)
}
const { lookup } = dns
dns.lookup = (host, ...rest) => {
  if (host === '127.0.0.1') return lookup(host, ...rest)
  console.error('asked for a name: ' + host)
  process.exit(98)
}
`

async function capsuleOf(gateway: TestGateway, ids: readonly string[]) {
  const folder = temporaryFolder()
  const file = path.join(folder, 'capsule.mjs')
  writeFileSync(file, await exportText(gateway, { ids: [...ids], format: 'capsule' }))
  writeFileSync(path.join(folder, 'guard.mjs'), guard)
  return { file, folder }
}

/** In an empty environment. */
function start({ file, folder }: { file: string; folder: string }, ...args: string[]) {
  const guarded = ['--import', path.join(folder, 'guard.mjs'), file, ...args]
  const child = spawn(process.execPath, guarded, { cwd: folder, env: {} })
  onTestFinished(() => void child.kill())
  const out = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (out.stderr += text))
  const ended = new Promise<typeof out & { code: number | null }>((resolve) =>
    child.on('close', (code) => resolve({ ...out, code })),
  )
  const said = (what: string) =>
    new Promise<string>((resolve) => {
      const look = () => out.stderr.includes(what) && resolve(out.stderr)
      child.stderr.on('data', look)
      look()
    })
  return { ended, said }
}

async function record(...bodies: readonly object[]) {
  const gateway = await startTestGateway()
  const answers: string[] = []
  for (const body of bodies) answers.push(await (await gateway.post(body)).text().catch(() => ''))
  const sessions = await recordedSessions(gateway, bodies.length)
  return { gateway, answers, ids: sessions.map(({ id }) => id) }
}

const input = 'Say something.'

describe('a capsule, run without a network and without keys', () => {
  it.each([
    ['an error envelope', { model: 'simulator/bad-key', input }],
    ['the refusal of a model nobody has', { model: 'nobody/nothing', input }],
    ['a whole answer', { model: 'simulator/reply', input }],
    ['a stream', { model: 'simulator/fallback', input, stream: true }],
    ['an error in a stream', { model: 'simulator/error-event', input, stream: true }],
  ])('brings back %s byte for byte', async (_, body) => {
    const { gateway, answers, ids } = await record(body)
    const { code, stdout, stderr } = await start(await capsuleOf(gateway, ids)).ended
    expect([code, stderr]).toEqual([0, expect.stringContaining('Same as recorded')])
    // Comments keep a slow connection alive; they are no part of an answer.
    expect(stdout).toBe(answers[0])
  })
  it('a stream that was cut is cut again', async () => {
    const { gateway, ids } = await record({ model: 'simulator/cut', input, stream: true })
    const { code, stderr } = await start(await capsuleOf(gateway, ids)).ended
    expect([code, stderr]).toEqual([0, expect.stringContaining('bytes, cut.')])
  })
  it('a conversation on a websocket, turn by turn', async () => {
    const gateway = await startTestGateway()
    const client = await connectSocket(gateway.url)
    const turns = [await client.turn(create), await client.turn({ ...create, input: 'again' })]
    client.socket.close()
    const [session] = await recordedSessions(gateway, 1)
    const { code, stdout, stderr } = await start(await capsuleOf(gateway, [session?.id ?? ''])).ended
    expect([code, stderr]).toEqual([0, expect.stringContaining('Same as recorded')])
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(turns.flat())
  })
  it('answers a client of yours, or as one provider did', async () => {
    const { gateway, answers, ids } = await record({ model: 'simulator/fallback', input })
    const capsule = await capsuleOf(gateway, ids)
    const ask = async (...args: string[]) => {
      const said = await start(capsule, ...args).said('until Ctrl+C')
      return fetchText(/http:\S+/.exec(said)?.[0] ?? '')
    }
    expect(await ask('--serve')).toEqual({ status: 200, text: answers[0] })
    expect((await ask('--attempt', '1')).status).toBeGreaterThanOrEqual(400)
  })
  it('gives its sessions back, whatever stands in them', async () => {
    const { gateway, ids } = await record({ model: 'simulator/reply', input: 'a */ b \\*/ /* sessions\n*/ c' })
    const capsule = await capsuleOf(gateway, ids)
    const out = path.join(capsule.folder, 'out.jsonl')
    expect((await start(capsule, '--extract', out).ended).code).toBe(0)
    expect(parseFrames(readFileSync(out, 'utf8'))).toEqual(await gateway.frames(ids[0] ?? ''))
    const { stdout } = await start(capsule, '--list').ended
    expect(stdout).toContain(ids[0])
  })
})

function fetchText(url: string): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request(`${url}/responses`, { method: 'POST', agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode, text }))
    })
    request.on('error', reject)
    request.end('{}')
  })
}
