// `gatescope export`: recorded sessions in a format that leaves this machine (CLI.md). Reads the files alone, a piece at a time: a
// gateway may be recording into them, and a session may be larger than memory.
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { HostError } from '#shared/contract/host'
import { portableFormats, type PortableFormat } from '#shared/formats/write'
import { defaultDataDir, exportOffline } from '../gateway/index'
import { printLines } from './print'
import { parseFlags, UsageError } from './usage'

const help = `gatescope export SESSION… --format jsonl|har|curl: recorded sessions as one file

  SESSION          a session's id in the data folder, or its file

  --format F       jsonl  everything, to be imported again; several sessions one after another
                   har    for browsers and proxies; imported again, it is everything too
                   curl   the requests, as commands for a shell
  --out FILE       where to write (default: stdout)
  --data-dir DIR   where the sessions are
`

export async function exportSessions(args: string[]): Promise<number> {
  const { values, positionals: sessions } = parseFlags(args, {
    format: { type: 'string' },
    out: { type: 'string', short: 'o' },
    'data-dir': { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  })
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  if (sessions.length === 0) throw new UsageError('Say which session to export: export SESSION --format jsonl.')
  const format = readFormat(values.format)
  const dataDir = path.resolve(values['data-dir'] ?? defaultDataDir(process.env, process.platform))
  const version = __APP_VERSION__
  try {
    const text = await exportOffline({ dataDir, sessions, format, version })
    await (values.out === undefined ? printLines(text) : writeFile(values.out, text))
    return 0
  } catch (error) {
    if (!(error instanceof HostError)) throw error
    if (error.code === 'session_not_found') throw new UsageError(error.message)
    process.stderr.write(`${error.message}\n`)
    return 1
  }
}

function readFormat(text: string | undefined): PortableFormat {
  const format = portableFormats.find((name) => name === text)
  if (format) return format
  const given = text === undefined ? '' : ` You gave "${text}".`
  throw new UsageError(`--format must be one of ${portableFormats.join(', ')}.${given}`)
}

/** Half a file would be taken for a whole one. */
async function writeFile(file: string, text: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(inPieces(text)), createWriteStream(file, { mode: 0o600 }))
  } catch (error) {
    if (error instanceof HostError) {
      await rm(file, { force: true })
      throw error
    }
    throw new UsageError(`${file}: ${(error as Error).message}`)
  }
}

const pieceLength = 1 << 16

async function* inPieces(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = ''
  for await (const text of texts) {
    piece += text
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
  }
  yield piece
}
