// A gateway that is killed (SIGKILL) while it records a stream, and what is left of the session. One client notes what it got
// and when; the session's file is held against it.
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const here = path.dirname(fileURLToPath(import.meta.url))
const cli = path.join(here, '../../dist/cli.js')

/**
 * @typedef {{
 *   readonly got: number, readonly stored: number, readonly lostFrames: number, readonly lostMs: number,
 *   readonly reopenMs: number
 * }} Crash what a client got of events and what was stored of them; milliseconds from the first lost event to the last
 */

/** A provider that streams `perSecond` events for as long as it takes. @param {number} perSecond */
export async function startStream(perSecond) {
  const child = fork(path.join(here, '../bench/upstream.mjs'))
  const [{ port }] = await once(child, 'message')
  return { port, input: `steady ${Math.ceil(perSecond / 1_000) * 10} ${perSecond}`, stop: () => child.kill() }
}

/** @param {string} dataDir @param {number} upstreamPort */
async function serve(dataDir, upstreamPort) {
  const config = path.join(dataDir, 'config.json')
  const openai = { id: 'openai', base_url: `http://127.0.0.1:${upstreamPort}/v1`, api_key: 'sk-crash-0123456789' }
  writeFileSync(config, JSON.stringify({ providers: [openai] }))
  const flags = ['--port', '0', '--no-console', '--no-token', '--json', '--data-dir', dataDir, '--config', config]
  return launch([cli, 'serve', ...flags])
}

/** A program whose first line names its address. @param {readonly string[]} command */
async function launch(command) {
  const started = performance.now()
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (text) => (said += text))
  const [line] = await once(child.stdout, 'data')
  const { gateway } = JSON.parse(String(line))
  return { child, url: `${gateway}/responses`, readyMs: performance.now() - started, said: () => said }
}

/**
 * @param {string} url @param {string} input
 * @returns {{ readonly begun: Promise<void>, readonly ended: Promise<{ text: string, times: readonly (readonly [number, number])[] }> }}
 * `times`: at which moment how many characters had come
 */
function readStream(url, input) {
  /** @type {[number, number][]} */
  const times = []
  let text = ''
  const body = JSON.stringify({ model: 'openai/gpt-5-nano', input, stream: true })
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  const request = http.request(url, { method: 'POST', headers, agent: false })
  const ended = new Promise((resolve) => {
    const end = () => resolve({ text, times })
    request.on('error', end)
    request.on('response', (response) => {
      response.setEncoding('utf8')
      response.on('data', (chunk) => {
        text += chunk
        times.push([performance.now(), text.length])
      })
      response.on('error', end)
      response.on('close', end)
    })
  })
  const begun = once(request, 'response').then(() => {})
  request.end(body)
  return { begun, ended }
}

const eventsIn = (/** @type {string} */ text) => text.split('\n\n').length - 1

/** @param {string} dataDir */
const sessionFiles = (dataDir) =>
  readdirSync(path.join(dataDir, 'sessions'))
    .filter((name) => name.startsWith('G-'))
    .sort()

/** The frames in the whole lines of a session's file. @param {string} dataDir @param {string} name */
function readFrames(dataDir, name) {
  const text = readFileSync(path.join(dataDir, 'sessions', name), 'utf8')
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n')
  return { isTorn: !text.endsWith('\n'), frames: lines.slice(1, -1).map((line) => JSON.parse(line)) }
}

/** What is wrong with the frames of a file, if anything. @param {{ seq: number }[]} frames */
const gapIn = (frames) => frames.findIndex((frame, index) => frame.seq !== index)

/**
 * Has a program record, and kills it `afterMs` after its answer began.
 * @param {Awaited<ReturnType<typeof launch>>} program @param {string} input @param {number} afterMs
 */
async function killWhileRecording({ child, url }, input, afterMs) {
  const { begun, ended } = readStream(url, input)
  await begun
  await new Promise((resolve) => setTimeout(resolve, afterMs))
  child.kill('SIGKILL')
  await once(child, 'close')
  return ended
}

/**
 * @param {Awaited<ReturnType<typeof killWhileRecording>>} got @param {string} stored @param {number} reopenMs
 * @returns {Crash}
 */
function compare({ text, times }, stored, reopenMs) {
  if (!text.startsWith(stored) && !stored.startsWith(text)) throw new Error('The file tells another stream.')
  const firstLost = times.find(([, length]) => length > stored.length)?.[0]
  return {
    got: eventsIn(text),
    stored: eventsIn(stored),
    lostFrames: Math.max(0, eventsIn(text) - eventsIn(stored)),
    lostMs: firstLost === undefined ? 0 : (times.at(-1)?.[0] ?? 0) - firstLost,
    reopenMs,
  }
}

/** @typedef {{ dataDir: string, stream: Awaited<ReturnType<typeof startStream>>, afterMs: number }} Options */

/** A gateway over what the last one left. @param {Options} options */
export async function crash({ dataDir, stream, afterMs }) {
  const gateway = await serve(dataDir, stream.port)
  const got = await killWhileRecording(gateway, stream.input, afterMs)
  const { frames } = readFrames(dataDir, sessionFiles(dataDir).at(-1) ?? '')
  if (gapIn(frames) >= 0) throw new Error(`A frame is missing in the file: ${gapIn(frames)}`)
  const received = frames.filter(({ kind }) => kind === 'received').map((frame) => frame.text)
  return compare(got, received.join(''), gateway.readyMs)
}

/** The same with a program that does nothing but record. @param {Options} options */
export async function crashFloor({ dataDir, stream, afterMs }) {
  const file = path.join(dataDir, 'floor.txt')
  const program = await launch([path.join(here, '../bench/raw-recorder.mjs'), String(stream.port), file])
  const got = await killWhileRecording(program, stream.input, afterMs)
  return compare(got, readFileSync(file, 'utf8'), program.readyMs)
}

/**
 * Opens and closes the store once more, and looks at all of it: every file is whole, every session is in the index.
 * @param {{ dataDir: string, stream: Awaited<ReturnType<typeof startStream>>, sessions: number }} options
 */
export async function checkStore({ dataDir, stream, sessions }) {
  const gateway = await serve(dataDir, stream.port)
  gateway.child.kill('SIGTERM')
  const [code] = await once(gateway.child, 'close')
  const problems = code === 0 ? [] : [`The gateway ended with code ${code}.`]
  if (gateway.said() !== '') problems.push(gateway.said())
  const files = sessionFiles(dataDir)
  if (files.length !== sessions) problems.push(`${files.length} files of ${sessions} sessions`)
  for (const name of files) {
    const { isTorn, frames } = readFrames(dataDir, name)
    if (isTorn || gapIn(frames) >= 0) problems.push(`${name} is not whole`)
  }
  const index = readFileSync(path.join(dataDir, 'sessions', 'index.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
  const known = new Set(index.map((line) => `${JSON.parse(line).summary.id}.jsonl`))
  for (const name of files) if (!known.has(name)) problems.push(`${name} is not in the index`)
  return problems
}
