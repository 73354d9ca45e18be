// Many sessions at once, each turn with a fault drawn from a seed: what comes out must be the same every time, whatever went
// wrong on the way. The suite runs a few of them, the soak script many.
import { randomBytes } from 'node:crypto'
import { WebSocket } from 'ws'
import { createRandom } from '../../gateway/routing/order'
import { startUpstream } from './upstream'
import { token } from './gateway'

export const upstreamFaults = [
  'none',
  'close early',
  'close after created',
  'close after output',
  'reset',
  'half-open',
  'error event',
  'failed',
  'incomplete',
  'binary',
  'split characters',
  'broken text',
  'flood',
] as const
export const clientFaults = ['none', 'slow', 'vanish at once', 'vanish later', 'invalid', 'twice', 'oversize'] as const

export type FaultCounts = {
  turns: number
  terminals: number
  /** The client left before its answer. */
  vanished: number
  /** One answer too many. */
  duplicates: number
  /** The gateway closed without an answer. */
  missing: number
  readonly by: Record<string, number>
}

const codes = [1000, 1001, 1007, 1008, 1009, 1011, 1012, 1013, 4000, 4999]
const terminal = new Set(['response.completed', 'response.incomplete', 'response.failed', 'error'])
const text = '界😀é'.repeat(50)

type Draw = <T>(list: readonly T[]) => T

/** A provider that does what each message asks of it. */
export async function startFaultyProvider() {
  return startUpstream(
    () => {},
    (socket) => {
      socket.on('error', () => {})
      socket.on('message', (data) => {
        const { metadata } = JSON.parse(String(data as Buffer)) as { metadata: { fault: string; code: string } }
        playFault(socket, metadata.fault, Number(metadata.code))
      })
    },
  )
}

function playFault(socket: WebSocket, fault: string, code: number): void {
  const id = `resp_${randomBytes(6).toString('hex')}`
  const say = (type: string, more: object = {}) => socket.send(JSON.stringify({ type, sequence_number: 0, ...more }))
  const finish = (type = 'response.completed') => say(type, { response: { id, status: 'completed', output: [] } })
  if (fault === 'close early') return socket.close(code)
  if (fault === 'reset') return socket.terminate()
  if (fault === 'error event')
    return say('error', { status: 500, error: { type: 'server_error', code: 'x', message: 'x' } })
  say('response.created', { response: { id } })
  if (fault === 'close after created') return socket.close(code)
  if (fault === 'half-open') return
  if (fault === 'broken text') return socket.send(Buffer.from([0x7b, 0xff]), { binary: false })
  say('response.output_text.delta', { delta: text })
  if (fault === 'close after output') return socket.close(code)
  if (fault === 'binary') socket.send(Buffer.from(JSON.stringify({ type: 'response.odd', text })), { binary: true })
  if (fault === 'flood') for (let i = 0; i < 3000; i += 1) say('response.output_text.delta', { delta: text })
  if (fault === 'split characters') {
    const bytes = Buffer.from(JSON.stringify({ type: 'response.odd', text }))
    for (let at = 0; at < bytes.length; at += 7)
      socket.send(bytes.subarray(at, at + 7), { binary: false, fin: at + 7 >= bytes.length })
  }
  finish(fault === 'failed' ? 'response.failed' : fault === 'incomplete' ? 'response.incomplete' : 'response.completed')
}

export async function runFaults(url: string, sessions: number, turns: number, seed: string): Promise<FaultCounts> {
  const counts: FaultCounts = { turns: 0, terminals: 0, vanished: 0, duplicates: 0, missing: 0, by: {} }
  const queue = Array.from({ length: sessions }, (_, i) => i)
  const worker = async () => {
    for (let i = queue.shift(); i !== undefined; i = queue.shift()) {
      const random = createRandom(`${seed} ${i}`)
      const draw: Draw = (list) => list[Math.floor(random() * list.length)] as (typeof list)[number]
      await runSession(url, turns, draw, counts)
    }
  }
  await Promise.all(Array.from({ length: 16 }, worker))
  return counts
}

async function runSession(url: string, turns: number, draw: Draw, counts: FaultCounts): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/responses/ws`, {
    headers: { authorization: `Bearer ${token}` },
  })
  let got = 0
  let changed = () => {}
  socket.on('error', () => {})
  socket.on('message', (data) => {
    const { type } = JSON.parse(String(data as Buffer)) as { type: string }
    if (terminal.has(type)) got += 1
    changed()
  })
  socket.on('close', () => changed())
  await new Promise((resolve) => socket.once('open', resolve))
  const until = (reached: () => boolean) =>
    new Promise<void>((resolve) => {
      changed = () => {
        if (reached() || socket.readyState > 1) resolve()
      }
      changed()
    })
  for (let turn = 0; turn < turns && socket.readyState === 1; turn += 1) {
    const fault = draw(upstreamFaults)
    // Size is dear: one message in a hundred is enough.
    const drawn = draw(clientFaults)
    const client = drawn === 'oversize' && draw([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) > 0 ? 'none' : drawn
    for (const name of [`upstream: ${fault}`, `client: ${client}`]) counts.by[name] = (counts.by[name] ?? 0) + 1
    counts.turns += 1
    const expected = got + (client === 'twice' ? 2 : 1)
    playClient(socket, client, fault, String(draw(codes)))
    await until(() => client !== 'vanish later' && got >= expected)
    if (client.startsWith('vanish')) counts.vanished += 1
    else if (got < expected) counts.missing += 1
    else counts.terminals += 1
    // Whatever comes now would be one answer too many.
    if (socket.readyState === 1)
      await new Promise((resolve) => socket.once('pong', resolve).once('close', resolve).ping())
    if (got > expected) counts.duplicates += 1
    got = expected
  }
  socket.close(1000)
  if (socket.readyState < 3) await new Promise((resolve) => socket.once('close', resolve))
}

function playClient(socket: WebSocket, how: string, fault: string, code: string): void {
  const message = { type: 'response.create', model: 'openai/gpt-5-nano', input: [{ role: 'user', content: 'hi' }] }
  const ask = JSON.stringify({ ...message, metadata: { fault, code } })
  if (how === 'invalid') return socket.send('{oops')
  if (how === 'oversize') return socket.send(JSON.stringify({ ...message, input: 'x'.repeat(16 << 20) }))
  socket.send(ask)
  if (how === 'twice') socket.send(ask)
  if (how === 'vanish at once') socket.terminate()
  if (how === 'vanish later') socket.once('message', () => socket.terminate())
  if (how === 'slow') {
    socket.pause()
    setTimeout(() => socket.resume(), 60)
  }
}
