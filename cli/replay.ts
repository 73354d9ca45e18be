// `gatescope replay`: a recorded session as it happened, frame by frame to stdout, or to a client that asks for it. Nothing is
// sent to anybody, and a session of any length takes the same memory.
import { createInterface } from 'node:readline'
import { HostError } from '#shared/contract/host'
import { readSpeed } from '#shared/replay/clock'
import type { Frame } from '#shared/session/frame'
import { formatLine } from '#shared/session/jsonl'
import { playTape, startReplayServer, type SessionSource } from '../gateway/index'
import { printText } from './print'
import { findRecorded } from './recorded'
import { createFrameNames, frameText } from './session-rows'
import { stopSignal } from './stop'
import { clip, escapeControl, readScreen } from './table'
import { orUsageError, parseFlags, parsePort, UsageError } from './usage'

const help = `gatescope replay SESSION [--speed N|--step|--to-client]: play a recorded session with its own timing

  SESSION          its id, or its file
  --speed N        0.1 to any number, or max (default 1: as it happened)
  --step           one frame for every line that is entered
  --to-client      serve it to your own client until interrupted, and print the base URL
  --port N         port on 127.0.0.1 for --to-client (default 0 = any free)
  --json           one JSON object a line: the frames as they were recorded, or the address
  --data-dir DIR   where a session is looked up by its id
`

export async function replay(args: string[]): Promise<number> {
  const { values, positionals } = parseFlags(args, {
    speed: { type: 'string' },
    step: { type: 'boolean' },
    'to-client': { type: 'boolean' },
    port: { type: 'string' },
    json: { type: 'boolean' },
    'data-dir': { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  })
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  const [name, extra] = positionals
  if (name === undefined) throw new UsageError('Say which session to play: replay SESSION.')
  if (extra !== undefined) throw new UsageError(`replay takes no argument "${extra}".`)
  if (values.step && (values.speed !== undefined || values['to-client']))
    throw new UsageError('--step goes with neither --speed nor --to-client.')
  if (values.port !== undefined && !values['to-client']) throw new UsageError('--port is for --to-client.')
  const speed = speedOf(values.speed)
  const session = await findRecorded(name, values['data-dir'])
  const json = values.json ?? false
  if (values['to-client'])
    return serveClient(session, { speed: values.speed, port: parsePort('port', values.port), json })
  return show(values.step ? onceEntered(session) : playTape(session.pieces(), speed), json)
}

function speedOf(text: string | undefined): number {
  const speed = text === undefined ? 1 : readSpeed(text)
  if (speed === null) throw new UsageError(`--speed must be 0.1 or more, or max. You gave "${text}".`)
  return speed
}

/** Each group of frames is printed at once: it is due. */
async function show(due: AsyncIterable<readonly Frame[]>, json: boolean): Promise<number> {
  const format = json ? formatLine : createFormat()
  try {
    for await (const frames of due) if (!(await printText(frames.map(format).join('')))) break
    return 0
  } catch (error) {
    if (!(error instanceof HostError)) throw error
    process.stderr.write(`${error.message}\n`)
    return 1
  }
}

/** Columns of a fixed width: what comes later is not known yet. */
function createFormat(): (frame: Frame) => string {
  const nameOf = createFrameNames()
  const { width } = readScreen(process.stdout)
  return (frame) => {
    const name = escapeControl(nameOf(frame))
    const line = `${frame.at.toFixed(1).padStart(10)} ms  ${name.padEnd(36)}  ${escapeControl(frameText(frame))}`
    return `${clip(line, width).trimEnd()}\n`
  }
}

async function* onceEntered(session: SessionSource): AsyncGenerator<readonly Frame[]> {
  const lines = createInterface({ input: process.stdin })
  const entered = lines[Symbol.asyncIterator]()
  try {
    for await (const { frames } of session.pieces()) {
      for (const frame of frames) {
        if ((await entered.next()).done) return
        yield [frame]
      }
    }
  } finally {
    lines.close()
  }
}

type Serving = { readonly speed: string | undefined; readonly port: number | undefined; readonly json: boolean }

async function serveClient(session: SessionSource, { speed, port = 0, json }: Serving): Promise<number> {
  // Listened for from here on: whoever started this may stop it the moment it says it is ready.
  const stopped = stopSignal()
  const note = (line: string) => void process.stderr.write(`${line}\n`)
  const server = await orUsageError(startReplayServer(session, port, note))
  const url = speed === undefined ? server.url : server.url.replace(/\/v1$/, `/${speed}/v1`)
  const told = json ? JSON.stringify({ event: 'listening', url, session: session.name, pid: process.pid }) : url
  process.stdout.write(`${told}\n`)
  await stopped
  await server.close()
  if (json) process.stdout.write(`${JSON.stringify({ event: 'stopped' })}\n`)
  return 0
}
