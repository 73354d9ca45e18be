// A scripted provider. What it answers is named in the input: "json", "bulk" (2,000 events, eight to a write), "paced" (200
// events, one every 5 ms), "burst N" (N thousand events as fast as they are taken) or "steady N R" (N thousand, R a second).
import http from 'node:http'
import { answerBlocks } from './answer.mjs'

/** @param {string} type @param {object} more */
const block = (type, more) => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`
/** @param {string} text */
const message = (text) => ({
  id: 'msg_1',
  type: 'message',
  status: 'completed',
  role: 'assistant',
  content: [{ type: 'output_text', text, annotations: [] }],
})
/** @param {object[]} output @param {string} status */
const responseOf = (output, status) => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1_700_000_000,
  status,
  model: 'bench',
  output,
  usage: { input_tokens: 12, output_tokens: 34, total_tokens: 46 },
})

const word = 'four or five words more '
/** @param {number} n */
const delta = (n) =>
  block('response.output_text.delta', {
    sequence_number: n,
    item_id: 'msg_1',
    output_index: 0,
    content_index: 0,
    delta: word,
    logprobs: [],
  })
/** @param {number} count */
const deltas = (count) => Array.from({ length: count }, (_, n) => delta(n + 1))

const body = JSON.stringify(responseOf([message(word.repeat(10))], 'completed'))
const opening = block('response.created', { sequence_number: 0, response: responseOf([], 'in_progress') })
const ending = block('response.completed', {
  sequence_number: 9_999,
  response: responseOf([message(word)], 'completed'),
})
/** @param {string[]} blocks */
const byEight = (blocks) =>
  Array.from({ length: Math.ceil(blocks.length / 8) }, (_, i) => blocks.slice(i * 8, i * 8 + 8).join(''))
const bulkWrites = byEight(deltas(2_000))
const paced = deltas(200)

/** @param {http.ServerResponse} response @param {string[]} writes @param {string} end */
function sendAll(response, writes, end) {
  let next = 0
  const go = () => {
    while (next < writes.length) {
      if (!response.write(writes[next++])) return void response.once('drain', go)
    }
    response.end(end)
  }
  go()
}

/**
 * What is due is counted from the start, so that a late timer does not slow the stream.
 * @param {http.ServerResponse} response @param {string[]} blocks @param {number} perSecond
 */
function sendSteadily(response, blocks, perSecond) {
  let sent = 0
  const started = performance.now()
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - started) / 1000) * perSecond)
    if (due <= sent) return
    response.write(blocks.slice(sent, due).join(''))
    sent = due
    if (sent < blocks.length) return
    clearInterval(timer)
    response.end()
  }, 2)
}

/** @param {http.ServerResponse} response */
function sendPaced(response) {
  let next = 0
  const timer = setInterval(() => {
    if (next < paced.length) return void response.write(paced[next++])
    clearInterval(timer)
    response.end(ending)
  }, 5)
}

const server = http.createServer((request, response) => {
  let asked = ''
  request.setEncoding('utf8')
  request.on('data', (chunk) => (asked += chunk))
  request.on('end', () => {
    const [kind, thousands, perSecond] = JSON.parse(asked).input.split(' ')
    const blocks = thousands === undefined ? [] : [...answerBlocks(Number(thousands))]
    if (kind === 'json') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      return void response.end(body)
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    if (kind === 'burst') return sendAll(response, byEight(blocks), '')
    if (kind === 'steady') return sendSteadily(response, blocks, Number(perSecond))
    response.write(opening)
    if (kind === 'bulk') sendAll(response, bulkWrites, ending)
    else sendPaced(response)
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 })
})
