// What formats keep and what they cost the built command line (npm run bench:formats): 200 sessions of every kind there and back,
// one of a million frames, and somebody else's HAR file of 500 MB. Differences end the run; figures depend on the machine.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import assert from 'node:assert/strict'
import { har as validate } from 'har-validator'
import { generateSessions, headerOf, longSession, plainParts } from '../support/generated-sessions.mjs'

/** @typedef {import('#shared/session/frame').Frame} Frame */

const cli = path.resolve(import.meta.dirname, '../../dist/cli.js')
const longFrames = Number(process.argv[2] ?? 1_000_000)
const foreignMegabytes = Number(process.argv[3] ?? 500)
const tellPeak = `data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS+'\\n'))`

const root = mkdtempSync(path.join(tmpdir(), 'gatescope-formats-'))
const folders = { own: path.join(root, 'own'), jsonl: path.join(root, 'jsonl'), har: path.join(root, 'har') }

/** @param {readonly string[]} args */
async function run(...args) {
  const started = performance.now()
  const child = spawn(process.execPath, ['--import', tellPeak, cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const texts = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => (texts.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (texts.stderr += text))
  const [code] = await once(child, 'close')
  assert.equal(code, 0, texts.stderr)
  const peak = Number(/peak (\d+)/.exec(texts.stderr)?.[1]) / 1024
  return { ...texts, seconds: (performance.now() - started) / 1000, peak }
}

const say = (/** @type {string} */ what, /** @type {string} */ how) => console.log(`${what.padEnd(52)} ${how}`)
const megabytes = (/** @type {string} */ file) => (statSync(file).size / 2 ** 20).toFixed(0)
const cost = (/** @type {{ seconds: number, peak: number }} */ { seconds, peak }) =>
  `${seconds.toFixed(1)} s, at most ${peak.toFixed(0)} MB of memory`

/** @param {string} dataDir @param {string} id */
const fileOf = (dataDir, id) => path.join(dataDir, 'sessions', `${id}.jsonl`)

/** @param {string} file @returns {Frame[]} */
const framesIn = (file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(1, -1)
    .map((line) => JSON.parse(line))

/** @param {string} dataDir @param {import('#shared/session/frame').SessionHeader} header @param {Iterable<Frame>} frames */
async function leave(dataDir, header, frames) {
  mkdirSync(path.join(dataDir, 'sessions'), { recursive: true })
  function* lines() {
    yield `${JSON.stringify(header)}\n`
    for (const frame of frames) yield `${JSON.stringify(frame)}\n`
  }
  await pipeline(Readable.from(lines()), createWriteStream(fileOf(dataDir, header.id)))
}

async function roundTrips() {
  const sessions = generateSessions(200)
  for (const { header, frames } of sessions) await leave(folders.own, header, frames)
  const ids = sessions.map(({ header }) => header.id)
  for (const format of /** @type {const} */ (['jsonl', 'har'])) {
    const file = path.join(root, `200.${format}`)
    await run('export', ...ids, '--format', format, '--out', file, '--data-dir', folders.own)
    if (format === 'har') await validate(JSON.parse(readFileSync(file, 'utf8')))
    const { stdout } = await run('import', file, '--data-dir', folders[format])
    assert.deepEqual(stdout.trim().split('\n'), ids)
    for (const id of ids) assert.deepEqual(framesIn(fileOf(folders[format], id)), framesIn(fileOf(folders.own, id)))
    const frames = sessions.reduce((sum, session) => sum + session.frames.length, 0)
    say(`200 sessions as ${format}`, `${frames} frames the same${format === 'har' ? ', valid by the schema' : ''}`)
  }
  await withoutOurFields(sessions)
}

/** @param {ReturnType<typeof generateSessions>} sessions */
async function withoutOurFields(sessions) {
  const har = JSON.parse(readFileSync(path.join(root, '200.har'), 'utf8'))
  for (const entry of har.log.entries) {
    delete entry._gatescope
    delete entry._attempts
  }
  const [file, dataDir] = [path.join(root, 'plain.har'), path.join(root, 'plain')]
  writeFileSync(file, JSON.stringify(har))
  const { stdout } = await run('import', file, '--data-dir', dataDir)
  const taken = stdout.trim().split('\n')
  assert.equal(taken.length, sessions.length)
  for (const [index, id] of taken.entries())
    assert.deepEqual(plainParts(framesIn(fileOf(dataDir, id))), plainParts(sessions[index]?.frames ?? []))
  say('200 sessions as har without our fields', 'requests, answers and messages the same')
}

/** @param {string} a @param {string} b */
async function sameFrames(a, b) {
  const lines = (/** @type {string} */ file) =>
    createInterface({ input: createReadStream(file) })[Symbol.asyncIterator]()
  const [left, right] = [lines(a), lines(b)]
  for (let count = 0; ; count += 1) {
    const [one, other] = await Promise.all([left.next(), right.next()])
    assert.equal(one.done, other.done)
    if (one.done) return count - 1
    if (count > 0) assert.equal(one.value, other.value)
  }
}

async function longOne() {
  const header = headerOf(999, 1_765_000_000_000)
  await leave(folders.own, header, longSession(longFrames))
  const own = fileOf(folders.own, header.id)
  say(`one session of ${longFrames.toLocaleString('en')} frames`, `${megabytes(own)} MB`)
  for (const format of /** @type {const} */ (['jsonl', 'har'])) {
    const file = path.join(root, `long.${format}`)
    const exported = await run('export', header.id, '--format', format, '--out', file, '--data-dir', folders.own)
    say(`  export as ${format}, ${megabytes(file)} MB`, cost(exported))
    say(`  import of it`, cost(await run('import', file, '--data-dir', folders[format])))
    const same = await sameFrames(own, fileOf(folders[format], header.id))
    say(`  the same frames`, same.toLocaleString('en'))
    say(`  import once more, which is known`, cost(await run('import', file, '--data-dir', folders[format])))
    rmSync(file)
  }
}

/** As Chrome writes one: mostly of no interest, now and then a stream. */
async function foreign() {
  const file = path.join(root, 'foreign.har')
  const stream = { headers: [{ name: 'content-type', value: 'text/event-stream' }], status: 200 }
  const event = 'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"word"}\n\n'
  function* text() {
    yield '{"log":{"version":"1.2","creator":{"name":"WebInspector","version":"537.36"},"entries":['
    for (let i = 0; i < foreignMegabytes; i += 1) {
      const isOurs = i % 5 === 0
      const url = isOurs ? 'https://api.openai.com/v1/responses' : `https://app.example/${i}.js`
      const body = isOurs ? event.repeat(10_500) : '/* "script" */ '.repeat(65_000)
      const entry = {
        _initiator: {
          type: 'script',
          stack: { callFrames: Array.from({ length: 20 }, () => ({ url, lineNumber: i })) },
        },
        request: { method: 'POST', url, headers: [] },
        response: { ...stream, content: { size: body.length, mimeType: 'text/event-stream', text: body } },
        startedDateTime: new Date(1_764_000_000_000 + i * 1000).toISOString(),
        time: 10,
        timings: { send: 0, wait: 5, receive: 5 },
      }
      yield `${i === 0 ? '' : ','}\n${JSON.stringify(entry)}`
    }
    yield ']}}'
  }
  await pipeline(Readable.from(text()), createWriteStream(file))
  const taken = await run('import', file, '--data-dir', path.join(root, 'foreign'))
  const count = readdirSync(path.join(root, 'foreign', 'sessions')).length - 1
  say(`a HAR file of ${megabytes(file)} MB, ${count} exchanges in it`, cost(taken))
}

try {
  await roundTrips()
  await longOne()
  await foreign()
} finally {
  rmSync(root, { recursive: true, force: true })
}
