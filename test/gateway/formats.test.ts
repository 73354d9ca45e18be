// Sessions out of a running gateway and into another one, in pieces, over the console's commands.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { har as validate } from 'har-validator'
import { describe, expect, it } from 'vitest'
import type { PortableFormat } from '#shared/formats/write'
import { startTestGateway, temporaryFolder, type TestGateway } from '../support/gateway'
import { recordedSessions } from '../support/recorded'

const question = { model: 'simulator/echo', input: 'Hello', stream: true }

async function download(gateway: TestGateway, ids: readonly string[], format: PortableFormat) {
  const { exportId, name, bytes } = await gateway.handlers['session.export']({ ids: [...ids], format })
  if (exportId === null) throw new Error('something in it is not explained')
  const parts: Buffer[] = []
  for (let from = 0, atEnd = false; !atEnd;) {
    const piece = await gateway.handlers['export.read']({ exportId, from })
    parts.push(Buffer.from(piece.base64, 'base64'))
    from = piece.next
    atEnd = piece.atEnd
  }
  const text = Buffer.concat(parts).toString('utf8')
  expect(Buffer.byteLength(text)).toBe(bytes)
  return { name, text }
}

async function upload(gateway: TestGateway, text: string | Buffer, name = 'file', length = 10_000) {
  const bytes = Buffer.from(text)
  const uploadId = `upload-${Math.random()}`.replace('.', '')
  for (let from = 0; from === 0 || from < bytes.length; from += length) {
    const base64 = bytes.subarray(from, from + length).toString('base64')
    await gateway.handlers['import.write']({ uploadId, base64, from })
  }
  return gateway.handlers['sessions.import']({ uploadId, name })
}

async function record(count = 2) {
  const gateway = await startTestGateway()
  for (let n = 0; n < count; n += 1) await (await gateway.post({ ...question, input: `Hello ${n}` })).text()
  const sessions = await recordedSessions(gateway, count)
  return { gateway, ids: sessions.map(({ id }) => id) }
}

describe('what one gateway recorded, another takes in', () => {
  it.each(['jsonl', 'har'] as const)('as %s, under the same ids and frame for frame', async (format) => {
    const { gateway, ids } = await record()
    const { text, name } = await download(gateway, ids, format)
    expect(name).toBe(`gatescope-2-sessions.${format}`)
    if (format === 'har') await expect(validate(JSON.parse(text))).resolves.toBeTruthy()
    const other = await startTestGateway()
    const told: string[] = []
    other.on('sessions.changed', ({ sessions }) => told.push(...sessions.map(({ id }) => id)))
    expect(await upload(other, text)).toEqual({ ids, skipped: [] })
    expect(told).toEqual(ids)
    for (const id of ids) expect(await other.frames(id)).toEqual(await gateway.frames(id))
    const { sessions } = await other.handlers['sessions.list']({ limit: 10 })
    expect(sessions.map(({ id, origin }) => [id, origin])).toEqual(
      [...ids].reverse().map((id) => [id, { kind: 'import', format, app: 'gatescope test', id }]),
    )
  })
  it('once: what is there already is said to be, also after a restart', async () => {
    const { gateway, ids } = await record()
    const { text } = await download(gateway, ids, 'jsonl')
    const here = ids.map((id) => ({
      what: expect.stringContaining(id) as string,
      why: `It is here already, as ${id}.`,
      knownAs: id,
    }))
    expect(await upload(gateway, text)).toEqual({ ids: [], skipped: here })
    const options = { dataDir: temporaryFolder() }
    const other = await startTestGateway({ options })
    await upload(other, text)
    await other.close()
    const again = await startTestGateway({ options })
    expect(await upload(again, text)).toEqual({ ids: [], skipped: here })
  })
  it('once, also when it is asked for twice at the same time', async () => {
    const { gateway, ids } = await record(1)
    const { text } = await download(gateway, ids, 'jsonl')
    const other = await startTestGateway()
    const [first, second] = await Promise.all([upload(other, text), upload(other, text)])
    expect([...first.ids, ...second.ids]).toEqual(ids)
    expect([...first.skipped, ...second.skipped]).toMatchObject([{ knownAs: ids[0] }])
  })
  it('under a new id when the id is that of another session', async () => {
    const { gateway, ids } = await record(1)
    const { text } = await download(gateway, ids, 'jsonl')
    const edited = text.replace('Hello 0', 'Good day')
    const first = await upload(gateway, edited)
    expect(first.skipped).toEqual([])
    expect(first.ids).not.toEqual(ids)
    expect(JSON.stringify(await gateway.frames(first.ids[0]!))).toContain('Good day')
    expect((await gateway.frames(ids[0]!)).length).toBe((await gateway.frames(first.ids[0]!)).length)
    expect((await upload(gateway, edited)).skipped).toMatchObject([{ knownAs: first.ids[0] }])
  })
  it.each(['../../escape', 'index', 'g-lower', 'CON', 'G-', ''])('under a new id when %j is none', async (id) => {
    const { gateway, ids } = await record(1)
    const { text } = await download(gateway, ids, 'jsonl')
    const other = await startTestGateway()
    const taken = await upload(other, text.replace(`"id":"${ids[0]}"`, `"id":${JSON.stringify(id)}`))
    expect(taken.ids).toEqual([expect.stringMatching(/^G-[0-9A-Z]{26}$/)])
    expect(existsSync(path.join(other.dataDir, 'escape.jsonl'))).toBe(false)
  })
})

describe('a file that is no session', () => {
  it.each([
    ['', 'file is empty.'],
    ['hello', 'file is neither a session file (JSON Lines) nor a HAR file.'],
    ['\u001F\u008B\b', 'file is compressed. Unpack it first.'],
    ['{"log":{"entries":[]}}', 'file has no sessions in it.'],
    ['{"a":1}', 'file has no sessions in it.'],
    ['{"log":{"entries":[', 'file: The file ends before its first entry.'],
    [
      "# once\n$ curl -d '{}' http://a",
      'file holds a curl command, which is a request and not a session. Paste it into the JSON of the request builder.',
    ],
  ])('%j is refused with the reason', async (text, message) => {
    const gateway = await startTestGateway()
    await expect(upload(gateway, Buffer.from(text, 'latin1'))).rejects.toMatchObject({
      code: 'invalid_file',
      message,
    })
    expect((await gateway.handlers['sessions.list']({ limit: 1 })).total).toBe(0)
  })
  it('when it breaks off, what was found before it did stays, and the rest is told', async () => {
    const { gateway, ids } = await record()
    const { text } = await download(gateway, ids, 'har')
    const other = await startTestGateway()
    const { ids: taken, skipped } = await upload(other, text.slice(0, -200))
    expect(taken).toEqual(ids)
    expect(skipped).toEqual([{ what: 'the rest of the file', why: 'The file ends in log.entries[1].' }])
  })
})

describe('files on their way', () => {
  it('are in the data folder until the gateway stops, or starts', async () => {
    const { gateway, ids } = await record(1)
    await download(gateway, ids, 'har')
    await gateway.handlers['import.write']({ uploadId: 'half', base64: 'AAAA', from: 0 })
    for (let n = 0; n < 6; n += 1) await download(gateway, ids, 'curl')
    expect(readdirSync(path.join(gateway.dataDir, 'exports'))).toHaveLength(4)
    await gateway.close()
    expect(['exports', 'imports'].filter((name) => existsSync(path.join(gateway.dataDir, name)))).toEqual([])
    mkdirSync(path.join(gateway.dataDir, 'imports'))
    writeFileSync(path.join(gateway.dataDir, 'imports', 'left'), 'by a crash')
    const again = await startTestGateway({ options: { dataDir: gateway.dataDir } })
    expect(existsSync(path.join(again.dataDir, 'imports'))).toBe(false)
  })
  it('are asked for by what exists, and written without gaps', async () => {
    const { handlers } = await startTestGateway()
    await expect(handlers['export.read']({ exportId: 'none', from: 0 })).rejects.toMatchObject({ code: 'not_found' })
    await expect(handlers['sessions.import']({ uploadId: 'none', name: 'x' })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(handlers['import.write']({ uploadId: 'a', base64: 'AAAA', from: 5 })).rejects.toMatchObject({
      code: 'upload_gap',
    })
    await expect(handlers['session.export']({ ids: ['G-none'], format: 'har' })).rejects.toMatchObject({
      code: 'session_not_found',
    })
  })
  it('of an export that failed are gone', async () => {
    const { gateway, ids } = await record(1)
    await expect(gateway.handlers['session.export']({ ids: [...ids, 'G-none'], format: 'jsonl' })).rejects.toThrow(
      'G-none',
    )
    expect(existsSync(path.join(gateway.dataDir, 'exports'))).toBe(false)
  })
})
