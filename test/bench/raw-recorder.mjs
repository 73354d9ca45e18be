// The floor of recording: passes an upstream's answer on and appends it to a file every 25 ms, and nothing else.
// node raw-recorder.mjs UPSTREAM_PORT FILE
import fs from 'node:fs'
import http from 'node:http'

const [upstreamPort, file = ''] = process.argv.slice(2)
const flushMs = 25

const server = http.createServer((request, response) => {
  const options = { host: '127.0.0.1', port: Number(upstreamPort), path: request.url, method: request.method }
  const upstream = http.request({ ...options, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 200, { 'content-type': 'text/event-stream' })
    answer.on('data', (chunk) => {
      response.write(chunk)
      record(chunk)
    })
    answer.on('end', () => response.end())
  })
  request.pipe(upstream)
})

const fd = fs.openSync(file, 'w')
/** @type {Buffer[]} */
let pending = []
let isBusy = false

/** @param {Buffer} chunk */
function record(chunk) {
  pending.push(chunk)
  if (pending.length === 1 && !isBusy) setTimeout(flush, flushMs)
}

function flush() {
  const bytes = Buffer.concat(pending)
  pending = []
  isBusy = true
  fs.write(fd, bytes, 0, bytes.length, null, () => {
    isBusy = false
    if (pending.length > 0) setTimeout(flush, flushMs)
  })
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  console.log(JSON.stringify({ gateway: `http://127.0.0.1:${port}/v1` }))
})
