import net from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createNetworkUpstream } from './network'

/** A provider that answers with `head` and one chunk of body, and then closes. */
async function startProvider(head: string, body: string): Promise<string> {
  const server = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`)
      setTimeout(() => socket.write(body), 10)
      setTimeout(() => socket.end(), 60)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}/v1/responses`
}

/** Reads one chunk, pauses, and goes on only after the provider has closed. */
async function readSlowly(url: string, startAfter = 0): Promise<string> {
  const upstream = createNetworkUpstream()
  onTestFinished(upstream.close)
  let text = ''
  const ended = new Promise<string>((resolve) => {
    const exchange = upstream.dispatch(
      { url, headers: {}, body: '{}' },
      { provider: 'p', model: 'm', scenario: null, attempt: 1, timeoutMs: 5_000 },
      {
        head: () => setTimeout(exchange.resume, startAfter),
        data: (chunk) => {
          text += chunk.toString('utf8')
          exchange.pause()
          setTimeout(exchange.resume, 300)
        },
        end: () => resolve('end'),
        fail: (failure) => resolve(failure.kind),
      },
    )
  })
  return `${await ended}: ${text}`
}

describe('a provider that closes while nobody reads', () => {
  it('after a body without a length: the body has ended', async () => {
    const url = await startProvider('connection: close', 'data: 1\n\n')
    expect(await readSlowly(url)).toBe('end: data: 1\n\n')
  })
  it('in the middle of a chunked body: it was cut', async () => {
    const url = await startProvider('connection: close\r\ntransfer-encoding: chunked', '9\r\ndata: 1\n\n\r\n')
    expect(await readSlowly(url)).toBe('reset: data: 1\n\n')
  })
  it('in the middle of a body with a length: it was cut', async () => {
    const url = await startProvider('connection: close\r\ncontent-length: 20', 'data: 1\n\n')
    expect(await readSlowly(url)).toBe('reset: data: 1\n\n')
  })
  it('on a connection to be kept: it was cut', async () => {
    const url = await startProvider('transfer-encoding: chunked', '9\r\ndata: 1\n\n\r\n')
    expect(await readSlowly(url)).toBe('reset: data: 1\n\n')
  })
  it('before anybody began to read: nothing is lost', async () => {
    const server = net.createServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\ndata: 1\n\n'))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as net.AddressInfo
    expect(await readSlowly(`http://127.0.0.1:${port}/`, 200)).toBe('end: data: 1\n\n')
  })
  it('with another exchange waiting: that one loses nothing, and stays paused', async () => {
    const slow = readSlowly(await startProvider('content-length: 9', 'data: 1\n\n'), 150)
    const closing = await startProvider('connection: close', 'data: 2\n\n')
    expect(await readSlowly(closing)).toBe('end: data: 2\n\n')
    expect(await slow).toBe('end: data: 1\n\n')
  })
  it('and the request is stopped: that is its end', async () => {
    const upstream = createNetworkUpstream()
    onTestFinished(upstream.close)
    const url = await startProvider('connection: close', 'data: 1\n\n')
    const failure = await new Promise((resolve) => {
      const exchange = upstream.dispatch(
        { url, headers: {}, body: '{}' },
        { provider: 'p', model: 'm', scenario: null, attempt: 1, timeoutMs: 5_000 },
        { head: () => setTimeout(exchange.abort, 150), data: () => {}, end: () => {}, fail: resolve },
      )
    })
    expect(failure).toMatchObject({ kind: 'aborted' })
  })
})
