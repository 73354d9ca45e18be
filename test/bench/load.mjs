// The client: keeps a number of requests running for a while and counts what came back.
import http from 'node:http'

/** Ends of events in a chunk; an end may be cut in two. */
export class EventCounter {
  count = 0
  #endedInLf = false

  /** @param {Buffer} chunk */
  feed(chunk) {
    if (this.#endedInLf && chunk[0] === 10) this.count += 1
    for (let at = chunk.indexOf('\n\n'); at >= 0; at = chunk.indexOf('\n\n', at + 2)) this.count += 1
    this.#endedInLf = chunk.at(-1) === 10 && chunk.at(-2) !== 10
  }
}

/**
 * @param {{ port: number, kind: 'json' | 'bulk' | 'paced', connections: number, seconds: number }} options
 * @returns {Promise<{ requests: number, events: number, ms: number }>}
 */
export async function load({ port, kind, connections, seconds }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  const body = JSON.stringify({ model: 'openai/gpt-5-nano', input: kind, stream: kind !== 'json' })
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  const counter = new EventCounter()
  let requests = 0
  const started = performance.now()
  const ask = () =>
    new Promise((resolve, reject) => {
      const options = { agent, host: '127.0.0.1', port, path: '/v1/responses', method: 'POST', headers }
      const request = http.request(options, (response) => {
        if (response.statusCode !== 200) reject(new Error(`answered with ${response.statusCode}`))
        response.on('data', (chunk) => kind !== 'json' && counter.feed(chunk))
        response.on('end', resolve)
      })
      request.on('error', reject)
      request.end(body)
    })
  const keepAsking = async () => {
    while (performance.now() - started < seconds * 1000) {
      await ask()
      requests += 1
    }
  }
  await Promise.all(Array.from({ length: connections }, keepAsking))
  agent.destroy()
  return { requests, events: counter.count, ms: performance.now() - started }
}
