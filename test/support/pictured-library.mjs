// What the pictures of the docs show: a console over sessions that are always the same ones, begun at the same hour.
import { spawn } from 'node:child_process'
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

/** @typedef {{ readonly gateway: string, readonly console: string, readonly token: string, readonly stop: () => Promise<void> }} Console */

/**
 * @param {string} dataDir
 * @returns {Promise<Console>}
 */
export async function startConsole(dataDir) {
  const ports = ['--port', '4777', '--console-port', '0']
  const token = 'gs_token-of-the-pictures'
  const args = ['serve', ...ports, '--data-dir', dataDir, '--token', token, '--simulate', '--json']
  const child = spawn(process.execPath, [cli, ...args], { cwd: dataDir, stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = new Promise((resolve) => child.once('close', resolve))
  const ready = await new Promise((resolve, reject) => {
    child.stdout.once('data', (line) => resolve(JSON.parse(String(line).split('\n')[0] ?? '')))
    void closed.then(() => reject(new Error('The gateway did not start.')))
  })
  return {
    ...ready,
    stop: async () => {
      child.kill()
      await closed
    },
  }
}

/**
 * One request as a client sends it; resolves with all of the answer.
 * @param {Console} gateway
 * @param {Record<string, unknown>} body
 */
export async function ask({ gateway, token }, body) {
  const response = await fetch(`${gateway}/responses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ input: 'Where is order 48213?', ...body }),
  })
  return response.text()
}

/**
 * Three turns on one socket: one alone, one that continues it, one that asks for another model on the same connection.
 * @param {Console} gateway
 */
async function talk({ gateway, token }) {
  const headers = { authorization: `Bearer ${token}` }
  const socket = new WebSocket(`${gateway.replace('http', 'ws')}/responses/ws`, { headers })
  await new Promise((resolve) => socket.once('open', resolve))
  /** @param {Record<string, unknown>} fields */
  const turn = (fields) =>
    new Promise((resolve) => {
      /** @param {Buffer} data */
      const listen = (data) => {
        const event = JSON.parse(data.toString())
        if (!/^response\.(completed|failed)$|^error$/.test(event.type)) return
        socket.off('message', listen)
        resolve(event.response?.id)
      }
      socket.on('message', listen)
      socket.send(JSON.stringify({ type: 'response.create', model: 'openai/gpt-5-nano', ...fields }))
    })
  const first = await turn({ input: 'Where is order 48213?' })
  await turn({ input: 'And when will it arrive?', previous_response_id: first })
  await turn({ input: 'Thank you.', model: 'openai/gpt-5-mini' })
  socket.close(1000)
  await new Promise((resolve) => socket.once('close', resolve))
}

/**
 * A conversation without a socket: each request goes on from the response before it.
 * @param {Console} gateway
 */
async function goOn(gateway) {
  const session_id = 'order-desk-118'
  const model = 'openai/gpt-5-mini'
  const { id } = JSON.parse(await ask(gateway, { model, session_id }))
  const second = { model, session_id, input: 'And when will it arrive?', previous_response_id: id }
  const next = JSON.parse(await ask(gateway, second))
  await ask(gateway, { model, session_id, input: 'Thank you.', previous_response_id: next.id })
}

/**
 * Records the sessions of the pictures, oldest first.
 * @param {Console} gateway
 */
export async function recordAll(gateway) {
  for (const scenario of ['unicode', 'tool-call', 'parallel-tools', 'refusal', 'fail-mid-stream', 'burst', 'hiccup']) {
    await ask(gateway, { model: `simulator/${scenario}`, stream: true })
  }
  await ask(gateway, { model: 'openai/gpt-5-nano', temperature: 2.4 })
  await ask(gateway, { model: 'openai/gpt-5-nano', stream: true })
  await ask(gateway, { model: 'simulator/region-forbidden' })
  await talk(gateway)
  await goOn(gateway)
  await ask(gateway, { model: 'simulator/rate-limited' })
  await ask(gateway, { model: 'simulator/cut', stream: true })
  await ask(gateway, { model: 'simulator/fallback', stream: true })
}

const firstStart = Date.UTC(2026, 0, 5, 9, 12, 8)
const between = 47_000

/**
 * The same sessions, begun at the same times on every day the pictures are taken. Only while no gateway runs.
 * @param {string} dataDir
 */
export function fixTimes(dataDir) {
  const folder = path.join(dataDir, 'sessions')
  rmSync(path.join(folder, 'index.jsonl'))
  for (const [index, name] of readdirSync(folder).sort().entries()) {
    const file = path.join(folder, name)
    const startedAt = firstStart + index * between
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"startedAt":\d+/, `"startedAt":${startedAt}`))
  }
}
