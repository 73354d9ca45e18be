// How quick a large library is: 10,000 sessions are made, then the built gateway is started over them. Medians of what a
// window waits for. node test/bench/store-search.mjs [SESSIONS] (after npm run build)
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { WebSocket } from 'ws'

const count = Number(process.argv[2] ?? 10_000)
const rounds = 15
const token = 'gs_bench-0123456789'
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const words = 'the parcel left hub again and nobody had signed for it which carrier calls usual in a week with holidays'
const wordList = words.split(' ')

/** @param {number} time @param {number} n */
function idOf(time, n) {
  const digits = (/** @type {number} */ value, /** @type {number} */ length) => {
    let text = ''
    for (let i = 0, rest = value; i < length; i += 1, rest = Math.floor(rest / 32)) text = alphabet[rest % 32] + text
    return text
  }
  return `G-${digits(time, 10)}${digits(n, 16)}`
}

/** About 300 words, other ones for each session; one in a thousand says `zeppelin`. @param {number} n */
function answerOf(n) {
  const said = Array.from({ length: 300 }, (_, i) => wordList[(n * 7 + i * i * 3 + i) % wordList.length])
  if (n % 1_000 === 7) said.splice(150, 0, 'zeppelin')
  return `${said.join(' ')} number-${n}`
}

/** @param {string} folder @param {number} n */
function leaveSession(folder, n) {
  const startedAt = Date.now() - (count - n) * 60_000
  const id = idOf(startedAt, n)
  const text = answerOf(n)
  const pieces = text.match(/.{1,60}/gs) ?? []
  const event = (/** @type {string} */ type, /** @type {object} */ more) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`
  const place = { item_id: 'msg_1', output_index: 0, content_index: 0 }
  const events = [
    event('response.created', { response: { id: 'resp_1', status: 'in_progress', output: [] } }),
    ...pieces.map((delta) => event('response.output_text.delta', { ...place, delta })),
    event('response.output_text.done', { ...place, text }),
    event('response.completed', { response: { id: 'resp_1', status: 'completed', usage: { total_tokens: 46 } } }),
  ]
  const request = { method: 'POST', path: '/v1/responses', headers: {} }
  const bodies = [
    { kind: 'opened', transport: 'http', request },
    {
      kind: 'sent',
      turn: 1,
      text: JSON.stringify({ model: 'openai/gpt-5-nano', stream: true, input: `Where is ${n}?` }),
    },
    { kind: 'responded', turn: 1, status: 200, headers: { 'content-type': 'text/event-stream' } },
    ...events.map((said) => ({ kind: 'received', turn: 1, text: said, out: 0 })),
    { kind: 'ended', turn: 1, how: 'complete', detail: '' },
    { kind: 'closed', by: 'gateway', code: null, reason: '' },
  ]
  const header = { format: 'gatescope.session', version: 2, id, startedAt, app: 'bench', origin: null }
  const lines = [header, ...bodies.map((body, seq) => ({ seq, at: seq, ...body }))].map((line) => JSON.stringify(line))
  writeFileSync(path.join(folder, `${id}.jsonl`), `${lines.join('\n')}\n`)
}

/** @param {string} dataDir */
async function serve(dataDir) {
  const started = performance.now()
  const args = [
    'serve',
    '--port',
    '0',
    '--console-port',
    '0',
    '--data-dir',
    dataDir,
    '--token',
    token,
    '--simulate',
    '--json',
  ]
  const child = spawn(process.execPath, ['dist/cli.js', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  const { console: address } = JSON.parse(String(line).split('\n')[0] ?? '')
  const readyMs = performance.now() - started
  const url = address.replace('http', 'ws')
  const tokenProtocol = `token.${Buffer.from(token).toString('base64url')}`
  const socket = new WebSocket(`${url}console`, ['gatescope.console', tokenProtocol], {
    origin: address.slice(0, -1),
    perMessageDeflate: false,
    maxPayload: 1 << 30,
  })
  await once(socket, 'open')
  let calls = 0
  /** @param {string} name @param {object} params */
  const call = (name, params) => {
    const id = (calls += 1)
    socket.send(JSON.stringify({ id, call: name, params }))
    return new Promise((resolve, reject) => {
      const hear = (/** @type {Buffer} */ data) => {
        const message = JSON.parse(String(data))
        if (message.id !== id) return
        socket.off('message', hear)
        if (message.ok) resolve(message.value)
        else reject(new Error(`${name}: ${message.error.message}`))
      }
      socket.on('message', hear)
    })
  }
  const stop = async () => {
    socket.close()
    child.kill('SIGTERM')
    await once(child, 'close')
  }
  return { call, stop, started, readyMs }
}

/** @param {() => Promise<unknown>} work */
async function time(work) {
  const started = performance.now()
  await work()
  return performance.now() - started
}
const median = (/** @type {number[]} */ values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** @param {() => Promise<unknown>} work */
async function medianOf(work) {
  const values = []
  for (let i = 0; i < rounds; i += 1) values.push(await time(work))
  return median(values)
}

const dataDir = mkdtempSync(path.join(tmpdir(), 'gatescope-library-'))
const folder = path.join(dataDir, 'sessions')
mkdirSync(folder, { recursive: true })
try {
  for (let n = 0; n < count; n += 1) leaveSession(folder, n)
  /** @type {[string, number, number | null][]} what, milliseconds, at most */
  const rows = []

  const first = await serve(dataDir)
  rows.push([
    'no index at all: to the whole list',
    await time(() => first.call('sessions.list', { limit: 10_000 })),
    null,
  ])
  const search = (/** @type {string} */ text) => first.call('sessions.search', { text, limit: 50 })
  rows.push(['search index built, while a search waits', await time(() => search('zeppelin')), null])
  for (const [name, text] of [
    ['a common word', 'parcel'],
    ['a rare word', 'zeppelin'],
    ['two words', 'carrier zeppelin'],
    ['a part of a word', 'eppeli'],
    ['a phrase', '"nobody had signed"'],
    ['one session', `number-${count >> 1}`],
    ['a word nobody said', 'submarine'],
    ['two letters', 'zq'],
  ]) {
    rows.push([`first page of ${name}`, await medianOf(() => search(text ?? '')), 100])
  }
  const { hits } = /** @type {{ hits: { id: string }[] }} */ (await search('parcel'))
  const before = hits.at(-1)?.id ?? ''
  const next = () => first.call('sessions.search', { text: 'parcel', limit: 50, before })
  rows.push(['second page of a common word', await medianOf(next), 100])
  rows.push(['list of all', await medianOf(() => first.call('sessions.list', { limit: 10_000 })), 300])
  await first.stop()

  const ready = []
  const usable = []
  for (let i = 0; i < 5; i += 1) {
    const gateway = await serve(dataDir)
    await Promise.all([gateway.call('gateway.status', {}), gateway.call('sessions.list', { limit: 10_000 })])
    ready.push(gateway.readyMs)
    usable.push(performance.now() - gateway.started)
    await gateway.stop()
  }
  rows.push(['process start to ready', median(ready), 500])
  rows.push(['process start to usable (status and list)', median(usable), 1_500])

  console.log(
    `${count} sessions, ${(statSync(path.join(folder, 'index.jsonl')).size / 2 ** 20).toFixed(1)} MiB of summaries,`,
  )
  console.log(`${(statSync(path.join(dataDir, 'search', 'index.db')).size / 2 ** 20).toFixed(0)} MiB of search index`)
  console.table(
    rows.map(([what, ms, most]) => ({
      what,
      ms: ms.toFixed(1),
      'at most': most ?? '',
      '': most === null ? '' : ms <= most ? 'met' : 'MISSED',
    })),
  )
} finally {
  rmSync(dataDir, { recursive: true, force: true })
}
