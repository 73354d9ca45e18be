// What websocket sessions cost the built gateway (npm run build first; Linux only): node test/bench/websocket-memory.mjs
// 512 sessions, each idle after one turn, and one client that reads a flood of 400,000 messages slowly.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { WebSocket, WebSocketServer } from 'ws'

const sessions = 512
const messages = 400_000
const filler = 'x'.repeat(120)
/** @param {string} type @param {object} more */
const say = (type, more = {}) => JSON.stringify({ type, sequence_number: 0, ...more })
/** @param {number} ms */
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** @param {WebSocket} socket @param {number} deltas */
async function answer(socket, deltas) {
  socket.send(say('response.created', { response: { id: 'resp_1' } }))
  for (let i = 0; i < deltas; i += 1) {
    socket.send(say('response.output_text.delta', { n: i, delta: filler }))
    while (socket.bufferedAmount > 1 << 20) await sleep(1)
  }
  socket.send(say('response.completed', { response: { id: 'resp_1', output: [] } }))
}

/** A provider: a short answer, or a flood as fast as it is taken. */
async function startProvider() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
  server.on('connection', (socket) => {
    socket.on('message', (/** @type {Buffer} */ data) => void answer(socket, data.includes('flood') ? messages : 0))
  })
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return { port, close: () => server.close() }
}

/** @param {string} folder @param {number} port */
async function startGateway(folder, port) {
  const config = path.join(folder, 'config.json')
  const openai = { id: 'openai', base_url: `http://127.0.0.1:${port}/v1`, api_key: 'sk-bench-0123456789' }
  writeFileSync(config, JSON.stringify({ providers: [openai] }))
  const flags = [
    'serve',
    '--port',
    '0',
    '--no-console',
    '--no-token',
    '--json',
    '--data-dir',
    folder,
    '--config',
    config,
  ]
  const child = spawn(process.execPath, ['dist/cli.js', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  return { child, url: JSON.parse(String(line).split('\n')[0] ?? '').gateway.replace('http', 'ws') }
}

/** @param {import('node:child_process').ChildProcess} child @param {string} name */
const memory = (child, name) => {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024
}

/** @param {string} url */
async function connect(url) {
  const socket = new WebSocket(`${url}/responses/ws`, { perMessageDeflate: false })
  await once(socket, 'open')
  return socket
}

/** @param {WebSocket} socket @param {string} input */
function turn(socket, input) {
  socket.send(JSON.stringify({ type: 'response.create', model: 'openai/gpt-5-nano', input }))
  return new Promise((resolve) => {
    let seen = 0
    socket.on('message', (/** @type {Buffer} */ data) => {
      seen += 1
      if (data.includes('response.completed') || data.includes('"error"')) resolve(seen)
    })
  })
}

/** @param {import('node:child_process').ChildProcess} child @param {string} url */
async function rest(child, url) {
  await turn(await connect(url), 'warm up')
  await sleep(500)
  return memory(child, 'VmRSS')
}

/** @param {import('node:child_process').ChildProcess} child @param {string} url */
async function measureIdle(child, url) {
  const before = await rest(child, url)
  const open = []
  for (let i = 0; i < sessions; i += 1) open.push(await connect(url))
  await sleep(1500)
  const connected = memory(child, 'VmRSS')
  await Promise.all(open.map((socket) => turn(socket, 'hi')))
  await sleep(3000)
  const idle = memory(child, 'VmRSS')
  const each = (/** @type {number} */ to) => `${(((to - before) * 1024) / sessions).toFixed(1)} KiB each`
  console.log(`RSS at rest ${before.toFixed(1)} MiB`)
  console.log(`${sessions} sessions open, no turn yet: ${connected.toFixed(1)} MiB, ${each(connected)}`)
  console.log(`${sessions} sessions idle after a turn, two sockets each: ${idle.toFixed(1)} MiB, ${each(idle)}`)
  for (const socket of open) socket.terminate()
}

/** @param {import('node:child_process').ChildProcess} child @param {string} url */
async function measureFlood(child, url) {
  const atRest = await rest(child, url)
  const slow = await connect(url)
  const reading = setInterval(() => (slow.isPaused ? slow.resume() : slow.pause()), 20)
  const started = performance.now()
  const seen = await turn(slow, 'flood')
  clearInterval(reading)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const peak = memory(child, 'VmHWM')
  const lost = messages + 2 - seen
  const above = `${(peak - atRest).toFixed(1)} MiB above rest`
  console.log(`flood to a slow client: ${seen} messages in ${seconds} s, ${lost} lost, peak ${above}`)
  slow.terminate()
}

const provider = await startProvider()
for (const measure of [measureIdle, measureFlood]) {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatescope-bench-'))
  const { child, url } = await startGateway(folder, provider.port)
  try {
    await measure(child, url)
  } finally {
    child.kill('SIGTERM')
    await once(child, 'close')
    rmSync(folder, { recursive: true, force: true })
  }
}
provider.close()
process.exit()
