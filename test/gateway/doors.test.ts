// The doors that keep other people's web pages and programs out: host, origin, token, content type, on requests and
// upgrades, on both listeners.
import http from 'node:http'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startTestGateway, temporaryFolder, token } from '../support/gateway'

type Raw = { readonly status: number; readonly headers: http.IncomingHttpHeaders; readonly text: string }

/** `fetch` will not lie about Host and Origin; this does. */
function raw(url: string, headers: Record<string, string>, method = 'GET', body = ''): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (c: Buffer) => chunks.push(c))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      )
    })
    request.on('error', reject)
    request.end(body)
  })
}

/** 101, or the status the upgrade was refused with. */
function upgrade(url: string, headers: Record<string, string>, protocols: string[] = []): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url.replace('http', 'ws'), protocols, { headers, perMessageDeflate: false })
    socket.on('open', () => {
      socket.terminate()
      resolve(101)
    })
    socket.on('unexpected-response', (_r, response) => resolve(response.statusCode ?? 0))
    socket.on('error', () => {})
  })
}

const bearer = { authorization: `Bearer ${token}` }

async function start() {
  const gateway = await startTestGateway({ options: { console: { port: 0, assets: temporaryFolder() } } })
  const console = (gateway.console ?? '').replace(/\/$/, '')
  const port = new URL(gateway.url).port
  return { gateway, console, port }
}

describe('the host must be this listener', () => {
  it.each(['evil.example', '127.0.0.1', '127.0.0.1:1', '0.0.0.0:PORT', 'localhost.evil.example:PORT'])(
    'refuses %j',
    async (host) => {
      const { gateway, port, console } = await start()
      const lie = { ...bearer, host: host.replace('PORT', port) }
      const refused = await raw(`${gateway.url}/gateway/models`, lie)
      expect(refused.status).toBe(host === '' ? refused.status : 403)
      expect(refused.status).toBeGreaterThanOrEqual(400)
      expect(await upgrade(`${gateway.url}/responses/ws`, lie)).toBe(403)
      expect((await raw(`${console}/`, lie)).status).toBe(403)
    },
  )
  it.each(['127.0.0.1', 'localhost', '[::1]'])('answers to %s', async (name) => {
    const { gateway, port } = await start()
    expect((await raw(`${gateway.url}/gateway/models`, { ...bearer, host: `${name}:${port}` })).status).toBe(200)
  })
})

describe('a web page may not use the gateway', () => {
  it.each(['https://evil.example', 'http://localhost:3000', 'http://localhost', 'null'])(
    'refuses the origin %s',
    async (origin) => {
      const { gateway, console } = await start()
      const refused = await raw(
        `${gateway.url}/responses`,
        { ...bearer, origin, 'content-type': 'application/json' },
        'POST',
        '{}',
      )
      expect(refused.status).toBe(403)
      expect(JSON.parse(refused.text)).toMatchObject({ error: 'origin_not_allowed' })
      expect(refused.headers['access-control-allow-origin']).toBeUndefined()
      expect(await upgrade(`${gateway.url}/responses/ws`, { ...bearer, origin })).toBe(403)
      expect(await upgrade(`${console}/console`, { origin }, ['gatescope.console', tokenProtocol(token)])).toBe(403)
    },
  )
  it('refuses cross-site requests and answers no preflight', async () => {
    const { gateway } = await start()
    expect((await raw(`${gateway.url}/gateway/models`, { ...bearer, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    const preflight = await raw(
      `${gateway.url}/responses`,
      { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      'OPTIONS',
    )
    expect(preflight.status).toBe(403)
    expect(Object.keys(preflight.headers).filter((h) => h.startsWith('access-control'))).toEqual([])
  })
})

const tokenProtocol = (text: string) => `token.${Buffer.from(text).toString('base64url')}`

describe('the token is needed', () => {
  it.each([
    [undefined, 'missing_or_invalid_authorization_header'],
    ['Basic abc', 'missing_or_invalid_authorization_header'],
    ['Bearer wrong', 'key_not_found_or_revoked'],
    [`Bearer ${token}x`, 'key_not_found_or_revoked'],
    ['Bearer sk-proj-something', 'invalid_key_format'],
  ])('%s is answered 401 and recorded without the credential', async (authorization, description) => {
    const { gateway } = await start()
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      ...(authorization ? { authorization } : {}),
    }
    const response = await raw(`${gateway.url}/responses`, headers, 'POST', '{"model":"x","input":"y"}')
    expect(response.status).toBe(401)
    expect(JSON.parse(response.text)).toMatchObject({
      error: 'unauthorised',
      description,
      error_type: 'user',
      error_origin: 'user',
    })
    expect(await upgrade(`${gateway.url}/responses/ws`, authorization ? { authorization } : {})).toBe(401)
    const summary = await gateway.settled((s) => s.path === '/v1/responses')
    expect(summary).toMatchObject({ verdict: 'failed', status: 401, error: 'unauthorised' })
    const socket = await gateway.settled((s) => s.path === '/v1/responses/ws')
    expect(socket).toMatchObject({ verdict: 'failed', status: 401, error: 'unauthorised' })
    const frames = JSON.stringify(await gateway.frames(summary.id))
    if (authorization) expect(frames).not.toContain(authorization.split(' ')[1])
  })
  it('the scheme may be written in any case', async () => {
    const { gateway } = await start()
    expect((await raw(`${gateway.url}/gateway/models`, { authorization: `bearer ${token}` })).status).toBe(200)
  })
  it('files need none, and models do', async () => {
    const { gateway } = await start()
    const files = await raw(`${gateway.url}/files/file-1/content`, {})
    expect([files.status, JSON.parse(files.text)]).toEqual([
      501,
      expect.objectContaining({ error: 'not_implemented', feature: 'files' }),
    ])
    expect((await raw(`${gateway.url}/gateway/models`, {})).status).toBe(401)
  })
})

describe('the console', () => {
  it('opens its socket only with the token', async () => {
    const { console } = await start()
    expect(await upgrade(`${console}/console`, {}, ['gatescope.console'])).toBe(401)
    expect(await upgrade(`${console}/console`, {}, ['gatescope.console', tokenProtocol('wrong')])).toBe(401)
    expect(await upgrade(`${console}/console`, { origin: console }, ['gatescope.console', tokenProtocol(token)])).toBe(
      101,
    )
  })
  it('serves files only from its folder', async () => {
    const { console } = await start()
    for (const path of ['/..%2f..%2fetc%2fpasswd', '/%00', '/../package.json', '/%zz']) {
      expect((await raw(`${console}${path}`, {})).status).toBe(404)
    }
  })
})
