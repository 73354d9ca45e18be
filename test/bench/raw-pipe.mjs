// The yardstick: what a proxy costs in Node that does nothing but pass bytes on. node raw-pipe.mjs UPSTREAM_PORT
import http from 'node:http'

const agent = new http.Agent({ keepAlive: true })
const upstreamPort = Number(process.argv[2])

const server = http.createServer({ noDelay: true }, (request, response) => {
  const { method, url, headers } = request
  const onward = http.request(
    { agent, host: '127.0.0.1', port: upstreamPort, method, path: url, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    },
  )
  onward.on('error', () => response.destroy())
  request.pipe(onward)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 })
})
