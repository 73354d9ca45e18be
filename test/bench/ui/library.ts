// A data folder as an earlier run left it: a session of 1,000,000 events, one of 100,000 and, younger, a small one.
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { FrameBody, SessionHeader } from '#shared/session/frame'
import { formatLine } from '#shared/session/jsonl'
import { serveCli } from '../../support/cli'
import * as frame from '../../support/frames'
import { answerBlocks } from '../answer.mjs'
import { until } from './page'

/** A session is found by its model, which is its name in the list and its heading. */
export type Saved = { readonly model: string; readonly frames: number }

export type Library = {
  readonly dataDir: string
  readonly big: Saved
  readonly middle: Saved
  readonly small: Saved
  readonly remove: () => void
}

const startedAt = 1_780_000_000_000

/** Times of a quick stream: an event every other millisecond. */
const stepMs = 2

/** Frames of a request beside its events. */
export const framesAround = 8

function* framesOf(model: string, messages: number): Generator<FrameBody> {
  yield frame.opened()
  yield frame.sent({ model, input: 'Where is order 48213?', stream: true })
  yield frame.routed(1, model)
  yield frame.attempted('openai')
  yield frame.answered()
  yield frame.responded(200, 'text/event-stream')
  for (const block of answerBlocks(messages)) yield frame.received(block)
  yield frame.ended('complete', '')
  yield frame.closed()
}

function writeSession(dataDir: string, order: number, model: string, messages: number): Saved {
  const id = `G-bench-${order}`
  const header: SessionHeader = {
    format: 'gatescope.session',
    version: 2,
    id,
    startedAt: startedAt + order,
    app: 'bench',
    origin: null,
  }
  const file = openSync(path.join(dataDir, 'sessions', `${id}.jsonl`), 'w')
  let lines = formatLine(header)
  let seq = 0
  for (const body of framesOf(model, messages)) {
    lines += formatLine({ seq, at: seq * stepMs, ...body })
    seq += 1
    if (lines.length < 1 << 20) continue
    writeSync(file, lines)
    lines = ''
  }
  writeSync(file, lines)
  closeSync(file)
  return { model, frames: seq }
}

/** The gateway reads what is new in its folder once; after that it starts as it does on any other day. */
async function indexSessions(dataDir: string, home: string, count: number): Promise<void> {
  const serving = await serveCli(dataDir, home, ['--no-console'])
  const index = path.join(dataDir, 'sessions/index.jsonl')
  const isIndexed = async () => existsSync(index) && readFileSync(index, 'utf8').split('\n').length > count
  const indexed = await until(isIndexed, 300_000)
  await serving.stop()
  if (!indexed) throw new Error('the gateway did not index the saved sessions')
}

/** Sessions of the list, in conversations of so many requests each. */
export const listed = 10_000
const conversation = 5

function writeListed(dataDir: string, order: number): void {
  const id = `G-list-${String(order).padStart(5, '0')}`
  const header: SessionHeader = {
    format: 'gatescope.session',
    version: 2,
    id,
    startedAt: startedAt + order,
    app: 'bench',
    origin: null,
  }
  const goesOn = order % conversation === 0 ? {} : { previous_response_id: `resp_${order - 1}` }
  const bodies: FrameBody[] = [
    frame.opened(),
    frame.sent({ model: 'openai/gpt-5-nano', input: 'Where is order 48213?', ...goesOn }),
    frame.routed(),
    frame.attempted('openai'),
    frame.answered(),
    frame.responded(200),
    frame.received(JSON.stringify({ id: `resp_${order}`, usage: { total_tokens: order } })),
    frame.closed(),
  ]
  const lines = [header, ...bodies.map((body, seq) => ({ seq, at: seq * stepMs, ...body }))].map(formatLine)
  writeFileSync(path.join(dataDir, 'sessions', `${id}.jsonl`), lines.join(''))
}

/** A data folder with a long list of small sessions. */
export async function createListed(): Promise<Pick<Library, 'dataDir' | 'remove'>> {
  const home = mkdtempSync(path.join(tmpdir(), 'gatescope-list-'))
  const dataDir = path.join(home, 'data')
  mkdirSync(path.join(dataDir, 'sessions'), { recursive: true })
  for (let order = 0; order < listed; order += 1) writeListed(dataDir, order)
  await indexSessions(dataDir, home, listed)
  return { dataDir, remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }) }
}

export async function createLibrary(): Promise<Library> {
  const home = mkdtempSync(path.join(tmpdir(), 'gatescope-library-'))
  const dataDir = path.join(home, 'data')
  mkdirSync(path.join(dataDir, 'sessions'), { recursive: true })
  const big = writeSession(dataDir, 1, 'million', 1_000)
  const middle = writeSession(dataDir, 2, 'hundred-thousand', 100)
  const small = writeSession(dataDir, 3, 'thousand', 1)
  await indexSessions(dataDir, home, 3)
  const remove = () => rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  return { dataDir, big, middle, small, remove }
}
