// HAR both ways: what this gateway recorded comes back frame for frame, and without our own fields as far as HAR goes.
import type { Har } from 'har-format'
import { har as validate } from 'har-validator'
import { describe, expect, it } from 'vitest'
import type { Frame } from '#shared/session/frame'
import { writeHar } from '#shared/formats/har-write'
import { generateSessions, plainParts } from '../support/generated-sessions.mjs'
import { inTurn, portable, readHarText, textOf } from '../support/portable'

const sessions = generateSessions(200)
const write = (list = sessions) =>
  textOf(
    writeHar(inTurn(list.map(({ header, frames }) => portable(header, frames))), { name: 'Gatescope', version: '1' }),
  )

type Extended = Har['log']['entries'][number] & {
  readonly _gatescope?: unknown
  readonly _attempts?: readonly unknown[]
  readonly _eventSourceMessages?: readonly {
    readonly time: number
    readonly eventName: string
    readonly data: string
  }[]
  readonly _webSocketMessages?: readonly { readonly type: string; readonly time: number; readonly data: string }[]
  readonly _webSocketClose?: unknown
}
const parse = (text: string) =>
  JSON.parse(text) as { readonly log: Omit<Har['log'], 'entries'> & { readonly entries: Extended[] } }

describe('200 sessions of every kind as one HAR file', () => {
  it('are valid by the schema of the format', async () => {
    await expect(validate(parse(await write()))).resolves.toBeTruthy()
  })
  it('come back as they were, frame for frame', async () => {
    const { sessions: found, skipped } = await readHarText(await write(), 5000)
    expect(skipped).toEqual([])
    expect(found.map(({ id, startedAt, app, frames }) => ({ id, startedAt, app, frames }))).toEqual(
      sessions.map(({ header: { id, startedAt, app }, frames }) => ({ id, startedAt, app, frames })),
    )
  })
  it('without our fields come back with the same request, answer and messages', async () => {
    const har = parse(await write())
    for (const entry of har.log.entries as { _gatescope?: unknown; _attempts?: unknown }[]) {
      delete entry._gatescope
      delete entry._attempts
    }
    const { sessions: found, skipped } = await readHarText(JSON.stringify(har), 5000)
    expect(skipped.filter(({ why }) => !why.startsWith('The times inside'))).toEqual([])
    expect(found).toHaveLength(sessions.length)
    for (const [index, { frames, notes }] of found.entries()) {
      expect(plainParts(frames), sessions[index]?.header.id).toEqual(plainParts(sessions[index]?.frames ?? []))
      expect(notes).toEqual([])
    }
  })
  it('without our fields keep the time of every event and every message', async () => {
    const har = parse(await write())
    for (const entry of har.log.entries as { _gatescope?: unknown }[]) delete entry._gatescope
    const { sessions: found } = await readHarText(JSON.stringify(har))
    const times = (frames: readonly Frame[]) =>
      frames.flatMap(({ kind, ...frame }) =>
        kind === 'received' && /data: |^\{/.test((frame as { text: string }).text) ? [frame.at] : [],
      )
    const streams = sessions.map(({ frames }, index) => [times(frames), times(found[index]?.frames ?? [])] as const)
    const told = streams.filter(([was]) => was.length > 1)
    expect(told.length).toBeGreaterThan(50)
    for (const [was, is] of told) expect(is).toEqual(was)
  })
})

describe('an entry', () => {
  const entryOf = async (kind: number) => {
    const { log } = parse(await write(sessions.slice(kind, kind + 1)))
    const [entry] = log.entries
    if (!entry) throw new Error('There is no entry.')
    return { entry, session: sessions[kind]! }
  }
  it('has times that add up', async () => {
    for (const { time, timings } of parse(await write()).log.entries) {
      const { send = 0, wait, receive } = timings
      expect(time).toBe(send + wait + receive)
    }
  })
  it('of a stream has its text, its sizes and its events with Unix times', async () => {
    const { entry, session } = await entryOf(1)
    const blocks = session.frames.filter((frame) => frame.kind === 'received')
    const text = blocks.map((frame) => (frame.kind === 'received' ? frame.text : '')).join('')
    expect(entry.startedDateTime).toBe(new Date(session.header.startedAt).toISOString())
    expect(entry.response.content).toMatchObject({ text, size: Buffer.byteLength(text) })
    expect(entry.request.postData?.text).toBe(session.frames.find((frame) => frame.kind === 'sent')?.text)
    const last = entry._eventSourceMessages?.at(-1)
    expect(last).toMatchObject({ eventName: 'response.completed' })
    const at = blocks.at(-1)?.at ?? 0
    expect(last?.time).toBeCloseTo((session.header.startedAt + at) / 1000, 5)
  })
  it('of a websocket has its messages and its close', async () => {
    const { entry, session } = await entryOf(7)
    expect(entry).toMatchObject({
      _resourceType: 'websocket',
      request: { url: expect.stringMatching(/^ws:/) },
      response: { status: 101 },
    })
    const sent = session.frames.filter((frame) => frame.kind === 'sent')
    expect(entry._webSocketMessages?.filter(({ type }) => type === 'send')).toHaveLength(sent.length)
    expect(entry._webSocketClose).toMatchObject({ code: 1000, reason: 'done' })
  })
  it('tells who was asked and what came of it', async () => {
    const failing = sessions.findIndex(({ frames }) => frames.some((frame) => frame.kind === 'rejected'))
    const { entry } = await entryOf(failing)
    expect(entry._attempts).toMatchObject([
      { provider: 'other', status: 429, outcome: 'failed', failure: { code: 'rate_limited' } },
      { provider: 'openai', status: 200, outcome: 'answered' },
    ])
  })
  it('has the parts of its query, and an address that is one whatever the path is', async () => {
    const { header, frames } = sessions[0]!
    const odd = frames.map((frame) =>
      frame.kind === 'opened'
        ? { ...frame, request: { ...frame.request, path: '/v1/responses?a=b+c&d&e=%zz&ü="' } }
        : frame,
    )
    const har = parse(await write([{ header, frames: odd }]))
    await expect(validate(har)).resolves.toBeTruthy()
    expect(har.log.entries[0]?.request.queryString).toEqual([
      { name: 'a', value: 'b c' },
      { name: 'd', value: '' },
      { name: 'e', value: '%zz' },
      { name: 'ü', value: '"' },
    ])
  })
})

describe('a session that grows while it is written', () => {
  it('is written as far as it was when that began', async () => {
    const { header, frames } = sessions[1]!
    let reads = 0
    const growing = {
      [Symbol.asyncIterator]: () => {
        reads += 1
        return inTurn(frames.slice(0, 8 + reads))[Symbol.asyncIterator]()
      },
    }
    const text = await textOf(writeHar(inTurn([{ header, frames: growing }]), { name: 'Gatescope', version: '1' }))
    const { sessions: found } = await readHarText(text)
    expect(reads).toBeGreaterThan(3)
    expect(found[0]?.frames).toEqual(frames.slice(0, 9))
    await expect(validate(parse(text))).resolves.toBeTruthy()
  })
})
