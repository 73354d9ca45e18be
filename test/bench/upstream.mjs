// A scripted provider. What it answers is named in the input: "json", "bulk" (2,000 events, eight to a write) or "paced"
// (200 events, one every 5 ms).
import http from 'node:http'

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
const bulk = deltas(2_000)
const bulkWrites = Array.from({ length: bulk.length / 8 }, (_, i) => bulk.slice(i * 8, i * 8 + 8).join(''))
const paced = deltas(200)

/** @param {http.ServerResponse} response */
function sendBulk(response) {
  let next = 0
  const go = () => {
    while (next < bulkWrites.length) {
      if (!response.write(bulkWrites[next++])) return void response.once('drain', go)
    }
    response.end(ending)
  }
  go()
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
    const kind = JSON.parse(asked).input
    if (kind === 'json') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      return void response.end(body)
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(opening)
    if (kind === 'bulk') sendBulk(response)
    else sendPaced(response)
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 })
})
