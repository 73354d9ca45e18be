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

const help = `gatescope export SESSION… --format jsonl|har|html|capsule|curl: recorded sessions as one file

  SESSION          a session's id in the data folder, or its file

  --format F       jsonl  everything, to be imported again; several sessions one after another
                   har    for browsers and proxies; imported again, it is everything too
                   html   a report to read: opens offline, runs nothing
                   capsule  a script that answers as recorded, for whoever has Node
                   curl   the requests, as commands for a shell
  --out FILE       where to write (default: stdout)
  --data-dir DIR   where the sessions are

  --mask-field P   mask a field by its name or the end of its path: email, metadata.user, input[*].name
  --mask-text T    mask this text
  --mask-pattern R mask what a regular expression finds (RE2 syntax)
  --mask-said      mask letters and digits of all that was said; lengths and structure stay
  --harmless T     a token that looks like a secret and is none

Credentials are always masked. While a token is left that looks like a secret, nothing is written: it is named, and the exit code
is 1. Each --mask and --harmless may be given several times.
`

export async function exportSessions(args: string[]): Promise<number> {
  const { values, positionals: sessions } = parseFlags(args, {
    format: { type: 'string' },
    out: { type: 'string', short: 'o' },
    'data-dir': { type: 'string' },
    'mask-field': { type: 'string', multiple: true },
    'mask-text': { type: 'string', multiple: true },
    'mask-pattern': { type: 'string', multiple: true },
    'mask-said': { type: 'boolean' },
    harmless: { type: 'string', multiple: true },
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
    const redact = {
      rules: [
        ...(values['mask-field'] ?? []).map((path) => ({ kind: 'field', path }) as const),
        ...(values['mask-text'] ?? []).map((text) => ({ kind: 'literal', text }) as const),
        ...(values['mask-pattern'] ?? []).map((pattern) => ({ kind: 'pattern', pattern }) as const),
      ],
      texts: values['mask-said'] ?? false,
      harmless: values.harmless ?? [],
    }
    const { texts, counts, blocked } = await exportOffline({ dataDir, sessions, format, redact, version })
    if (texts === null) return sayBlocked(blocked)
    await (values.out === undefined ? printLines(texts) : writeFile(values.out, texts))
    const masked = Object.entries(counts).map(([rule, count]) => `${count} × ${rule}`)
    if (masked.length > 0) process.stderr.write(`Masked: ${masked.join(', ')}.\n`)
    return 0
  } catch (error) {
    if (!(error instanceof HostError)) throw error
    if (error.code === 'session_not_found' || error.code === 'invalid_pattern') throw new UsageError(error.message)
    process.stderr.write(`${error.message}\n`)
    return 1
  }
}

function sayBlocked(
  blocked: readonly { readonly text: string; readonly where: string; readonly seq: number }[],
): number {
  const lines = blocked.map(({ text, where, seq }) => `  ${text}  (frame ${seq}, ${where})`)
  process.stderr.write(
    `Nothing was written: these look like secrets. Give each to --mask-text or to --harmless.\n${lines.join('\n')}\n`,
  )
  return 1
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
