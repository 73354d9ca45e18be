// HAR files of other people: browsers and proxies, each in its own way.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Frame } from '#shared/session/frame'
import { applyFrame } from '#shared/session/apply-frame'
import { createSummary } from '#shared/session/summary'
import { readHarText } from '../support/portable'

const fixture = (name: string) => readFileSync(path.resolve(import.meta.dirname, '../fixtures/har', name), 'utf8')
const read = (name: string) => readHarText(fixture(name), 700)
const texts = (frames: readonly Frame[]) => frames.flatMap((frame) => (frame.kind === 'received' ? [frame.text] : []))
const kinds = (frames: readonly Frame[]) => frames.map(({ kind }) => kind)
const summarise = (frames: readonly Frame[]) => frames.reduce(applyFrame, createSummary({ id: 'G-1', startedAt: 0 }))

describe('Chrome', () => {
  it('has streams with the time of every event', async () => {
    const { sessions } = await read('chrome.har')
    const [stream] = sessions
    expect(stream).toMatchObject({ app: 'WebInspector 537.36', id: null, startedAt: 1_763_992_800_250, notes: [] })
    expect(kinds(stream?.frames ?? [])).toEqual([
      'opened',
      'sent',
      'responded',
      'received',
      'received',
      'received',
      'closed',
    ])
    expect(stream?.frames.map(({ at }) => at)).toEqual([0, 35.5, 335.5, 336.1, 386.1, 436.1, 450])
    expect(summarise(stream?.frames ?? [])).toMatchObject({
      transport: 'sse',
      verdict: 'complete',
      model: 'gpt-5-nano',
      totalTokens: 12,
      firstTokenMs: 386.1,
    })
  })
  it('has bodies in base64, and says of what was aborted that it was', async () => {
    const { sessions } = await read('chrome.har')
    expect(texts(sessions[1]?.frames ?? [])).toEqual([expect.stringMatching(/^\{"id":"resp_70"/)])
    expect(summarise(sessions[1]?.frames ?? [])).toMatchObject({ verdict: 'complete', totalTokens: 9 })
    expect(summarise(sessions[2]?.frames ?? [])).toMatchObject({ verdict: 'aborted', proof: 'net::ERR_ABORTED' })
    expect(sessions[2]?.notes).toEqual([
      'The body of the answer is not in the file.',
      'What 1 of 1 events said is not in the file.',
    ])
  })
  it('has websockets, binary messages in base64 among them', async () => {
    const { sessions } = await read('chrome.har')
    const frames = sessions[3]?.frames ?? []
    expect(kinds(frames)).toEqual('opened responded sent received received received ended closed'.split(' '))
    expect(frames.map(({ at }) => at).slice(2, 6)).toEqual([410, 620, 700, 900])
    expect(texts(frames)[1]).toContain('Grüße 👋')
    expect(summarise(frames)).toMatchObject({ transport: 'websocket', path: '/v1/responses', status: 101, turns: 1 })
  })
  it('has much that is no exchange of this API, which is left out by name', async () => {
    const { skipped } = await read('chrome.har')
    expect(skipped).toEqual([
      {
        what: 'log.entries[0] (GET https://app.example/assets/app.js)',
        why: 'It is no exchange of the Responses API.',
      },
    ])
  })
})

describe('Firefox', () => {
  it('does not say when the events of a stream came, and that is said', async () => {
    const { sessions, skipped } = await read('firefox.har')
    expect(skipped).toEqual([])
    expect(sessions.map(({ startedAt }) => startedAt)).toEqual([
      1_763_992_800_250, 1_763_992_804_000, 1_763_992_806_000,
    ])
    const [whole] = sessions
    expect(whole?.notes).toEqual(['The times inside the answer are not known: the file has it as one piece.'])
    expect(whole?.frames.flatMap((frame) => (frame.kind === 'received' ? [frame.at] : []))).toEqual([419, 419, 419])
    expect(summarise(whole?.frames ?? [])).toMatchObject({ verdict: 'complete', totalTokens: 12 })
  })
  it('cuts bodies or leaves them out, and that is said', async () => {
    const { sessions } = await read('firefox.har')
    expect(sessions[1]?.notes).toEqual([
      'The file has 180 of the 2097152 bytes of the answer.',
      'The recorder says: Response bodies are truncated.',
      'The times inside the answer are not known: the file has it as one piece.',
    ])
    expect(summarise(sessions[1]?.frames ?? [])).toMatchObject({ verdict: 'truncated' })
    expect(sessions[2]?.notes).toEqual([
      'The body of the request is not in the file.',
      'The body of the answer is not in the file.',
      'The recorder says: Response bodies are not included.',
    ])
    expect(summarise(sessions[2]?.frames ?? [])).toMatchObject({ verdict: 'failed', status: 429 })
  })
})

describe('HTTP Toolkit', () => {
  it('has how a websocket was closed, and messages that are no text', async () => {
    const { sessions } = await read('http-toolkit.har')
    const socket = sessions[1]
    expect(socket?.frames.at(-1)).toMatchObject({ at: 1250, kind: 'closed', code: 1000, reason: 'done' })
    expect(texts(socket?.frames ?? [])[1]).toBe('gIGC')
    expect(socket?.notes).toEqual(['A binary message is no text and stays as it is in the file, in base64.'])
  })
  it('leaves out large bodies, and has requests that were never answered', async () => {
    const { sessions } = await read('http-toolkit.har')
    expect(sessions[0]?.notes).toEqual([])
    expect(sessions[2]?.notes).toContain('The recorder says: discarded:too-large')
    expect(kinds(sessions[2]?.frames ?? [])).not.toContain('sent')
    expect(summarise(sessions[3]?.frames ?? [])).toMatchObject({
      verdict: 'truncated',
      proof: 'No terminal event. The file has no answer to this request.',
    })
  })
})

describe('mitmproxy', () => {
  it('has times to the microsecond, sizes of what was compressed, and binary messages', async () => {
    const { sessions, skipped } = await read('mitmproxy.har')
    expect(skipped).toEqual([])
    expect(sessions.map(({ app }) => app)).toEqual(['mitmproxy 0.1', 'mitmproxy 0.1', 'mitmproxy 0.1'])
    const [stream, socket, failed] = sessions
    expect(stream?.frames.slice(0, 3).map(({ at }) => at)).toEqual([0, 1.5, 301.5])
    expect(texts(socket?.frames ?? [])[0]).toMatch(/^\{"type":"response.created"/)
    expect(summarise(failed?.frames ?? [])).toMatchObject({ proof: 'No terminal event. server closed connection' })
  })
})

describe('whoever recorded it', () => {
  it.each(['chrome.har', 'firefox.har', 'http-toolkit.har', 'mitmproxy.har'])(
    '%s brings no credential into the library',
    async (name) => {
      expect(fixture(name)).toContain('planted0secret')
      const { sessions } = await read(name)
      expect(JSON.stringify(sessions)).not.toMatch(/planted0/)
    },
  )
  it('a mark at the beginning of the file is none of it', async () => {
    expect((await readHarText(`\uFEFF${fixture('mitmproxy.har')}`)).sessions).toHaveLength(3)
  })
  it('its request is found at its host, over the protocol it was made with', async () => {
    const { sessions } = await read('chrome.har')
    expect(sessions[0]?.frames[0]).toMatchObject({
      request: { method: 'POST', path: '/v1/responses', headers: { host: 'api.openai.com', ':scheme': 'https' } },
    })
  })
})

describe('what is wrong with a file is said by entry and field', () => {
  const good = () =>
    (JSON.parse(fixture('mitmproxy.har')) as { log: { entries: Record<string, unknown>[] } }).log.entries
  const har = (...entries: unknown[]) => JSON.stringify({ log: { version: '1.2', entries } })
  const withEntry = (change: object) => har({ ...good()[0], ...change })

  it.each([
    [{ startedDateTime: 'yesterday' }, /^log\.entries\[0\]\.startedDateTime must be a date and time/],
    [{ startedDateTime: undefined }, /^log\.entries\[0\]\.startedDateTime must be a text/],
    [{ request: 7 }, /^log\.entries\[0\]\.request must be an object/],
    [{ request: { method: 'GET' } }, /^log\.entries\[0\]\.request\.url must be a text/],
    [{ request: { method: 'GET', url: 'http://a/', headers: {} } }, /\.request\.headers must be a list/],
    [{ request: { method: 'GET', url: 'http://a/', headers: [1] } }, /\.request\.headers\[0\] must be an object/],
    [{ response: null }, /\.response must be an object/],
    [{ response: {} }, /\.response\.status must be a number/],
    [{ _webSocketMessages: [{ type: 'send' }] }, /\._webSocketMessages\[0\]\.data must be a text/],
  ])('%j', async (change, why) => {
    const { sessions, skipped } = await readHarText(withEntry(change))
    expect(sessions).toEqual([])
    expect(skipped).toMatchObject([{ what: 'log.entries[0]', why: expect.stringMatching(why) }])
  })
  it('and costs nothing else', async () => {
    const { sessions, skipped } = await readHarText(har({}, good()[0], null, 7, good()[1]))
    expect(sessions).toHaveLength(2)
    expect(skipped.map(({ what }) => what)).toEqual(['log.entries[0]', 'log.entries[2]', 'log.entries[3]'])
  })
  it('a file that breaks off says where', async () => {
    const text = har(good()[0], good()[1])
    await expect(readHarText(text.slice(0, -400))).rejects.toThrow('The file ends in log.entries[1].')
    await expect(readHarText(`${text.slice(0, text.lastIndexOf('"timings"'))}"timings":}`)).rejects.toThrow(
      /not JSON any more in log\.entries\[1\]/,
    )
  })
  it('our own field of a later version is passed over for the others', async () => {
    const entry = { _gatescope: [{ format: 'gatescope.session', version: 9, id: 'G-1', startedAt: 0 }], ...good()[0] }
    const { sessions, skipped } = await readHarText(har(entry))
    expect(sessions).toHaveLength(1)
    expect(skipped).toEqual([
      {
        what: 'log.entries[0]._gatescope',
        why: 'This file has format version 9; this app reads up to 2. The entry is read without it.',
      },
    ])
  })
  it('a frame of ours that is none costs its session', async () => {
    const header = { format: 'gatescope.session', version: 2, id: 'G-1', startedAt: 0, app: 'x', origin: null }
    const { sessions, skipped } = await readHarText(
      har({ _gatescope: [header, { seq: 0, at: 0, kind: 'sent' }] }, good()[0]),
    )
    expect(sessions).toHaveLength(1)
    expect(skipped).toEqual([
      {
        what: 'session G-1 (log.entries[0])',
        why: 'log.entries[0]._gatescope[1] is not a frame: "turn" must be a whole number from 0.',
      },
    ])
  })
})
