// Clients that offer another protocol with an ordinary request: it is served as if they had not.
import net from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startTestGateway, token } from '../support/gateway'

const body = JSON.stringify({ model: 'simulator/reply', input: 'hi' })
const h2c = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n'
const websocket = 'Connection: Upgrade\r\nUpgrade: websocket\r\n'

/** The status of each answer on one connection, once there are `count`. */
async function statusesOf(pieces: readonly string[], count: number, host?: string): Promise<string[]> {
  const gateway = await startTestGateway()
  const at = new URL(gateway.url)
  const socket = net.connect(Number(at.port), at.hostname)
  onTestFinished(() => void socket.destroy())
  const head = `Host: ${host ?? at.host}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n`
  for (const piece of pieces) {
    await new Promise((resolve) => socket.write(piece.replace('\r\n', `\r\n${head}`), resolve))
    await gateway.handlers['sessions.list']({ limit: 1 })
  }
  let answers = ''
  const statuses = () => [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status ?? '')
  return new Promise((resolve) => {
    socket.on('data', (data) => {
      answers += data.toString('latin1')
      if (statuses().length === count) resolve(statuses())
    })
  })
}

describe('an offer to upgrade', () => {
  const ask = (offer: string) => `POST /v1/responses HTTP/1.1\r\n${offer}Content-Length: ${body.length}\r\n\r\n`
  it('of HTTP/2 is ignored, with every request of a connection', async () => {
    expect(await statusesOf([ask(h2c) + body, ask(h2c) + body], 2)).toEqual(['200', '200'])
  })
  it('is ignored also when the body comes later', async () => {
    expect(await statusesOf([ask(h2c), body], 1)).toEqual(['200'])
  })
  it('to a websocket is ignored where there is none', async () => {
    const paths = ['GET /v1/files', 'DELETE /v1/files/a', 'POST /v1/responses/ws', 'GET /nowhere']
    const pieces = paths.map((path) => `${path} HTTP/1.1\r\n${websocket}\r\n`)
    expect(await statusesOf(pieces, 4)).toEqual(['501', '501', '405', '404'])
  })
  it('of something else than a websocket is told what to offer', async () => {
    expect(await statusesOf([`GET /v1/responses/ws HTTP/1.1\r\n${h2c}\r\n`], 1)).toEqual(['426'])
  })
  it('may wait behind a request whose client goes away', async () => {
    const gateway = await startTestGateway()
    const { host, hostname, port } = new URL(gateway.url)
    const socket = net.connect(Number(port), hostname)
    const slow = JSON.stringify({ model: 'simulator/stall', input: 'hi', stream: true })
    const head = `Host: ${host}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n`
    const request = `POST /v1/responses HTTP/1.1\r\n${head}Content-Length: ${slow.length}\r\n\r\n${slow}`
    socket.write(`${request}GET /v1/files HTTP/1.1\r\n${head}${h2c}\r\n`)
    await new Promise((resolve) => socket.once('data', resolve))
    socket.resetAndDestroy()
    expect(await gateway.settled()).toMatchObject({ verdict: 'aborted' })
    expect((await fetch(`${gateway.url}/files`)).status).toBe(501)
  })
  it('opens no door', async () => {
    expect(await statusesOf([ask(h2c) + body], 1, 'evil.example')).toEqual(['403'])
  })
})
