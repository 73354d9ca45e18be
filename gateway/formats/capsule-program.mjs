#!/usr/bin/env node
// A repro capsule: recorded exchanges with an LLM gateway, and this program, which answers with them. It needs Node 18 and
// nothing else: no packages, no network, no keys.
//
//   node CAPSULE.mjs                 send the recorded request to the recorded answer, print what comes back and compare
//   node CAPSULE.mjs --serve         answer a client of yours: its base URL is printed, every path answers
//   node CAPSULE.mjs --attempt N     the same with what the provider of attempt N said, to put another gateway before it
//   node CAPSULE.mjs --list          what is in it
//   node CAPSULE.mjs --extract FILE  write the sessions to a file that Gatescope imports
//
//   --session N   which of them (default 1)    --turn N      which turn of it (default: the last)
//   --port N      where to listen (default: any free port)    --real-time   with the pauses that were recorded
//
// Everything is served on 127.0.0.1, and nothing is sent anywhere else.
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const data = () => {
  const source = readFileSync(fileURLToPath(import.meta.url), 'utf8')
  const begin = source.lastIndexOf('\n/* sessions\n')
  return source.slice(begin + 13, source.lastIndexOf('\n*/'))
}

const readSessions = () => {
  const sessions = []
  for (const line of data().split('\n')) {
    if (line === '') continue
    const value = JSON.parse(line)
    if (value.format === 'gatescope.session') sessions.push({ header: value, frames: [] })
    else sessions.at(-1).frames.push(value)
  }
  return sessions
}

/** What a connection decides about itself, and what no longer fits a body that is sent whole. */
const ofTheWire =
  /^(connection|content-encoding|content-length|date|keep-alive|transfer-encoding|upgrade|sec-websocket-.*)$/

const answerHeaders = (headers) => Object.fromEntries(Object.entries(headers).filter(([name]) => !ofTheWire.test(name)))

/** The answer of one turn, as the client or (`attempt`) the gateway got it: a head, texts with their times, and how it ended. */
function answerOf({ frames }, turn, attempt) {
  const own = frames.filter(
    (frame) => frame.turn === turn && (attempt === null || (frame.attempt ?? attempt) === attempt),
  )
  const ended = own.find((frame) => frame.kind === 'ended')
  const received = own.filter((frame) => frame.kind === 'received')
  if (attempt === null) {
    // A socket has one head for all its turns.
    const head = own.find((frame) => frame.kind === 'responded') ?? frames.find((frame) => frame.kind === 'responded')
    return {
      status: head?.status ?? null,
      headers: head?.headers ?? {},
      texts: received,
      isCut: isCut(ended, received),
    }
  }
  const head = own.find((frame) => frame.kind === 'answered')
  const said = own.filter((frame) => frame.kind === 'upstream')
  const failure = own.find((frame) => frame.kind === 'rejected')?.failure
  if (failure) {
    const texts = said.length > 0 ? said : [{ at: 0, text: failure.preview ?? '' }]
    return {
      status: failure.status,
      headers: head?.headers ?? { 'content-type': 'application/json' },
      texts,
      isCut: false,
    }
  }
  // What was passed on as it came is recorded once.
  return {
    status: head?.status ?? null,
    headers: head?.headers ?? {},
    texts: said.length > 0 ? said : received,
    isCut: isCut(ended, received),
  }
}

const isCut = (ended, received) => received.length === 0 || ended?.how === 'cut' || ended?.how === 'timeout'

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

async function play({ texts }, isRealTime, write) {
  let at = texts[0]?.at ?? 0
  for (const text of texts) {
    if (isRealTime) await wait(text.at - at)
    at = text.at
    write(text.text)
  }
}

// A websocket, as far as a conversation in texts needs one (RFC 6455).
const acceptKey = (key) => createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')

function encodeFrame(opcode, payload, isMasked) {
  const length = payload.length
  const head = length < 126 ? Buffer.alloc(2) : length < 65536 ? Buffer.alloc(4) : Buffer.alloc(10)
  head[0] = 0x80 | opcode
  head[1] = (isMasked ? 0x80 : 0) | (length < 126 ? length : length < 65536 ? 126 : 127)
  if (head.length === 4) head.writeUInt16BE(length, 2)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2)
  if (!isMasked) return Buffer.concat([head, payload])
  const mask = randomBytes(4)
  return Buffer.concat([head, mask, payload.map((byte, index) => byte ^ mask[index % 4])])
}

/** Calls back for every whole message, put together from its fragments. */
function createDecoder(onMessage) {
  let rest = Buffer.alloc(0)
  let parts = []
  const next = () => {
    if (rest.length < 2) return false
    const short = rest[1] & 0x7f
    const lengthBytes = short < 126 ? 0 : short === 126 ? 2 : 8
    const start = 2 + lengthBytes + (rest[1] & 0x80 ? 4 : 0)
    if (rest.length < start) return false
    const length =
      lengthBytes === 0 ? short : lengthBytes === 2 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2))
    if (rest.length < start + length) return false
    const mask = rest[1] & 0x80 ? rest.subarray(start - 4, start) : null
    const payload = rest.subarray(start, start + length)
    const opcode = rest[0] & 0x0f
    if (opcode < 8) parts.push(mask ? payload.map((byte, index) => byte ^ mask[index % 4]) : payload)
    if (opcode >= 8) onMessage(opcode, payload)
    else if (rest[0] & 0x80) {
      onMessage(1, Buffer.concat(parts))
      parts = []
    }
    rest = rest.subarray(start + length)
    return true
  }
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (next());
  }
}

const turnsOf = ({ frames }) => frames.filter((frame) => frame.kind === 'sent').map((frame) => frame.turn)

function startServer(session, { turn, attempt, isRealTime, port }) {
  const answerWith = async (response) => {
    const answer = answerOf(session, turn, attempt)
    if (answer.status === null) return response.destroy()
    response.writeHead(answer.status, answerHeaders(answer.headers))
    response.flushHeaders()
    await play(answer, isRealTime, (text) => response.write(text))
    if (answer.isCut && answer.texts.length > 0) response.destroy()
    else response.end()
  }
  const server = http.createServer((request, response) => {
    request.resume()
    request.on('end', () => void answerWith(response))
  })
  server.on('upgrade', (request, socket) => {
    socket.on('error', () => undefined)
    const accept = acceptKey(request.headers['sec-websocket-key'])
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
    )
    const turns = turnsOf(session)
    const answerNext = async () => {
      const answer = answerOf(session, turns.shift() ?? turn, null)
      await play(answer, isRealTime, (text) => socket.write(encodeFrame(1, Buffer.from(text), false)))
    }
    let last = Promise.resolve()
    const decode = createDecoder((opcode) => {
      if (opcode === 1) last = last.then(answerNext)
      if (opcode === 8) socket.end(encodeFrame(8, Buffer.alloc(0), false))
    })
    socket.on('data', decode)
  })
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)))
}

const say = (line) => process.stderr.write(`${line}\n`)

/** Sends what was recorded as sent, and prints the answer as it comes. */
async function sendRecorded(session, port, { turn }) {
  const opened = session.frames.find((frame) => frame.kind === 'opened')
  if (opened?.transport === 'websocket') return talk(session, port)
  const sent = session.frames.find((frame) => frame.kind === 'sent' && frame.turn === turn)
  const { method = 'POST', path = '/v1/responses' } = opened?.request ?? {}
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    const request = http.request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk) && process.stdout.write(chunk))
      const done = (how) => resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString('utf8'), how })
      response.on('end', () => done('complete'))
      response.on('error', () => done('cut'))
    })
    request.on('error', reject)
    request.end(sent?.text ?? '')
  })
}

function talk(session, port) {
  const turns = turnsOf(session)
  const messages = session.frames.filter((frame) => frame.kind === 'sent').map((frame) => frame.text)
  const expected = turns.map((turn) => answerOf(session, turn, null).texts.length)
  return new Promise((resolve, reject) => {
    const key = randomBytes(16).toString('base64')
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': key,
    }
    const request = http.request({ host: '127.0.0.1', port, path: '/v1/responses', headers, agent: false })
    request.on('error', reject)
    request.on('upgrade', (_response, socket) => {
      const texts = []
      let turn = -1
      let left = 0
      const sendNext = () => {
        while (left === 0) {
          turn += 1
          if (turn >= messages.length) return socket.end(encodeFrame(8, Buffer.alloc(0), true))
          left = expected[turn]
          socket.write(encodeFrame(1, Buffer.from(messages[turn]), true))
        }
      }
      const decode = createDecoder((opcode, payload) => {
        if (opcode !== 1) return
        texts.push(payload.toString('utf8'))
        process.stdout.write(`${texts.at(-1)}\n`)
        left -= 1
        sendNext()
      })
      socket.on('data', decode)
      socket.on('close', () => resolve({ status: 101, text: texts.join(''), how: 'complete' }))
      sendNext()
    })
    request.end()
  })
}

function recordedAnswer(session, turn) {
  const isSocket = session.frames.some((frame) => frame.kind === 'opened' && frame.transport === 'websocket')
  const turns = isSocket ? turnsOf(session) : [turn]
  const answers = turns.map((one) => answerOf(session, one, null))
  const text = answers.flatMap(({ texts }) => texts.map((frame) => frame.text)).join('')
  return { status: isSocket ? 101 : (answers[0]?.status ?? null), text }
}

async function main() {
  const { values } = parseArgs({
    options: {
      serve: { type: 'boolean' },
      list: { type: 'boolean' },
      extract: { type: 'string' },
      attempt: { type: 'string' },
      session: { type: 'string', default: '1' },
      turn: { type: 'string' },
      port: { type: 'string', default: '0' },
      'real-time': { type: 'boolean', default: false },
    },
  })
  if (values.extract !== undefined) return writeFileSync(values.extract, `${data()}\n`)
  const sessions = readSessions()
  if (values.list) {
    for (const [index, { header, frames }] of sessions.entries())
      process.stdout.write(
        `${index + 1}  ${header.id}  ${new Date(header.startedAt).toISOString()}  turns ${turnsOf({ frames }).join(', ')}\n`,
      )
    return
  }
  const session = sessions[Number(values.session) - 1]
  if (!session) throw new Error(`There is no session ${values.session}; there are ${sessions.length}.`)
  const turn = Number(values.turn ?? turnsOf(session).at(-1) ?? 0)
  const attempt = values.attempt === undefined ? null : Number(values.attempt)
  const server = await startServer(session, {
    turn,
    attempt,
    isRealTime: values['real-time'],
    port: Number(values.port),
  })
  const { port } = server.address()
  if (values.serve || attempt !== null) return say(`Answering on http://127.0.0.1:${port}/v1 until Ctrl+C.`)
  const got = await sendRecorded(session, port, { turn }).catch((error) => ({
    status: null,
    text: '',
    how: error.code,
  }))
  const recorded = recordedAnswer(session, turn)
  const isSame = got.status === recorded.status && got.text === recorded.text
  say(
    `\n${isSame ? 'Same as recorded' : 'Not as recorded'}: status ${got.status ?? 'none'}, ${Buffer.byteLength(got.text)} bytes, ${got.how}.`,
  )
  process.exitCode = isSame ? 0 : 1
  server.close()
  server.closeAllConnections?.()
}

await main()
