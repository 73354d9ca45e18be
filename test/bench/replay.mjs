// How true a replay is to its recording, and how fast without a limit (npm run build first): npm run bench:replay
// A session with gaps as providers leave them is played to a client over SSE and a websocket; what comes is timed by the client.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'

const here = path.dirname(fileURLToPath(import.meta.url))
const timed = 600
const many = 500_000
/** The same gaps in every run: bursts, the pace of tokens, and pauses. */
let state = 7
const random = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
const gap = () => (random() < 0.3 ? 0 : random() < 0.03 ? 400 * random() : 30 * random())

/** @param {string} folder @param {string} id @param {'http' | 'websocket'} transport @param {number} count @param {() => number} gapOf */
function writeSession(folder, id, transport, count, gapOf) {
  const isSocket = transport === 'websocket'
  let seq = 0
  let at = 0
  /** @type {number[]} */
  const moments = []
  const lines = [
    JSON.stringify({ format: 'gatescope.session', version: 2, id, startedAt: 1, app: 'bench', origin: null }),
  ]
  /** @param {object} body */
  const put = (body) => lines.push(JSON.stringify({ seq: seq++, at: Math.round(at * 1000) / 1000, ...body }))
  /** @param {string} type @param {object} more */
  const event = (type, more = {}) => {
    const data = JSON.stringify({ type, ...more })
    put({ kind: 'received', turn: 1, text: isSocket ? data : `event: ${type}\ndata: ${data}\n\n`, out: 0 })
    moments.push(at)
  }
  const respond = () => {
    const headers = isSocket ? {} : { 'content-type': 'text/event-stream' }
    put({ kind: 'responded', turn: isSocket ? 0 : 1, status: isSocket ? 101 : 200, headers })
  }
  put({ kind: 'opened', transport, request: { method: 'POST', path: '/v1/responses', headers: {} } })
  if (isSocket) respond()
  put({ kind: 'sent', turn: 1, text: '{"stream":true}' })
  if (!isSocket) respond()
  for (let n = 0; n < count; n += 1) {
    at += gapOf()
    event('response.output_text.delta', { delta: ` token${n}`, output_index: 0 })
  }
  event('response.completed')
  put({ kind: 'ended', turn: 1, how: 'complete', detail: '' })
  put({ kind: 'closed', by: 'client', code: isSocket ? 1000 : null, reason: '' })
  writeFileSync(path.join(folder, `${id}.jsonl`), `${lines.join('\n')}\n`)
  return moments
}

/** @param {string} dataDir */
async function startGateway(dataDir) {
  const flags = ['--port', '0', '--no-console', '--no-token', '--json', '--data-dir', dataDir]
  const child = spawn(process.execPath, [path.join(here, '../../dist/cli.js'), 'serve', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout, 'data')
  return { child, url: JSON.parse(String(line)).gateway.replace('/v1', '/replay') }
}

/** When each event came, in milliseconds since the head, which is due when the request is there. @param {string} url */
async function playStream(url) {
  const request = http.request(url, { method: 'POST' })
  request.end('{"stream":true}')
  const [answer] = await once(request, 'response')
  const headAt = performance.now()
  answer.setEncoding('latin1')
  const moments = []
  let rest = ''
  for await (const text of answer) {
    const at = performance.now() - headAt
    const blocks = (rest + text).split('\n\n')
    rest = blocks.pop() ?? ''
    for (let i = 0; i < blocks.length; i += 1) moments.push(at)
  }
  return moments
}

/** The same since the message was sent. @param {string} url */
async function playSocket(url) {
  const socket = new WebSocket(url.replace('http', 'ws'), { perMessageDeflate: false })
  await once(socket, 'open')
  /** @type {number[]} */
  const moments = []
  const sentAt = performance.now()
  socket.send('{"type":"response.create"}')
  await new Promise((resolve) => {
    socket.on('message', (/** @type {Buffer} */ data) => {
      moments.push(performance.now() - sentAt)
      if (data.includes('response.completed')) resolve(null)
    })
  })
  socket.close()
  return moments
}

/** What a timer alone is off by, on this machine at this time. @param {readonly number[]} moments */
async function waitAlone(moments) {
  const startedAt = performance.now()
  const came = []
  for (const moment of moments) {
    const left = moment - (performance.now() - startedAt)
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left))
    came.push(performance.now() - startedAt)
  }
  return came
}

/** @param {readonly number[]} values @param {number} q */
const quantile = (values, q) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? Number.NaN

/** @param {readonly number[]} came @param {readonly number[]} moments */
const describeOff = (came, moments) => {
  const late = came.map((at, i) => at - (moments[i] ?? 0))
  // When the gateway began to count is not known here: the way of the request there and of the answer back.
  const shift = quantile(late, 0.5)
  const off = late.map((ms) => Math.abs(ms - shift))
  const [p50, p95] = [quantile(off, 0.5), quantile(off, 0.95)]
  return `as a whole ${shift.toFixed(1)} ms late, each off by p50 ${p50.toFixed(2)} ms, p95 ${p95.toFixed(2)} ms, at most ${Math.max(...off).toFixed(2)} ms`
}

const folder = mkdtempSync(path.join(tmpdir(), 'gatescope-bench-'))
mkdirSync(path.join(folder, 'sessions'))
const sessions = path.join(folder, 'sessions')
const players = /** @type {const} */ ([
  { name: 'SSE', transport: 'http', play: playStream },
  { name: 'websocket', transport: 'websocket', play: playSocket },
])
const recorded = players.map(({ name, transport, play }) => {
  const ids = { slow: `G-timed-${transport}`, fast: `G-many-${transport}` }
  writeSession(sessions, ids.fast, transport, many, () => 0.01)
  return { name, play, ...ids, moments: writeSession(sessions, ids.slow, transport, timed, gap) }
})
const { child, url } = await startGateway(folder)
try {
  for (const { name, play, moments, slow, fast } of recorded) {
    await play(`${url}/${slow}/max/v1/responses`)
    const came = await play(`${url}/${slow}/v1/responses`)
    const seconds = ((moments.at(-1) ?? 0) / 1000).toFixed(1)
    console.log(`${name} at 1x: ${came.length} events in ${seconds} s, ${describeOff(came, moments)}`)
    console.log(`  a timer alone: ${describeOff(await waitAlone(moments), moments)}`)
    const started = performance.now()
    const all = await play(`${url}/${fast}/max/v1/responses`)
    const ms = performance.now() - started
    console.log(
      `${name} at max: ${all.length} events in ${ms.toFixed(0)} ms, ${Math.round((all.length / ms) * 1000)} frames a second`,
    )
  }
} finally {
  child.kill('SIGTERM')
  await once(child, 'close')
  rmSync(folder, { recursive: true, force: true })
}
