// `gatescope compare`: two recorded runs against each other, in words first and then what differs (docs/console.md). Reads files
// alone: no gateway is asked, and none has to run.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { HostError } from '#shared/contract/host'
import { compareRuns, type Comparison } from '#shared/inspect/compare/compare'
import { createRunFold, type Run } from '#shared/inspect/compare/run'
import { parseFrame, parseHeader, SessionFormatError } from '#shared/session/jsonl'
import { defaultDataDir, readSession, readSessionLines } from '../gateway/index'
import { printComparison } from './print-comparison'
import { parseFlags, UsageError } from './usage'

const help = `gatescope compare A B [--json]: two runs against each other

  A, B             sessions: ids in the data folder, or files
  --json           the whole comparison as one JSON object
  --data-dir DIR   where the sessions are

Exit code 0 when request, routing, answer and events are the same, 1 when they differ. Times and tokens do not count.
`

export async function compare(args: string[]): Promise<number> {
  const { values, positionals } = parseFlags(args, {
    json: { type: 'boolean' },
    'data-dir': { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  })
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  const [a, b, ...more] = positionals
  if (a === undefined || b === undefined || more.length > 0)
    throw new UsageError('Say which two sessions to compare: gatescope compare A B.')
  const dataDir = path.resolve(values['data-dir'] ?? defaultDataDir(process.env, process.platform))
  const runs = { a: await readRun(a, dataDir), b: await readRun(b, dataDir) }
  const comparison = compareRuns(runs.a, runs.b)
  process.stdout.write(
    values.json ? `${JSON.stringify(describe(runs, comparison))}\n` : printComparison(runs, comparison),
  )
  return comparison.same ? 0 : 1
}

const describe = ({ a, b }: Readonly<Record<'a' | 'b', Run>>, comparison: Comparison) => ({
  a: a.session.id,
  b: b.session.id,
  ...comparison,
})

async function readRun(what: string, dataDir: string): Promise<Run> {
  return existsSync(what) ? readFile(what) : readStored(what, dataDir)
}

/** The header first, then frames. */
async function readFile(file: string): Promise<Run> {
  let fold: ReturnType<typeof createRunFold> | null = null
  try {
    for await (const line of readSessionLines(file)) {
      if (line === '') continue
      if (fold === null) fold = createRunFold(parseHeader(line))
      else fold.apply(parseFrame(line))
    }
  } catch (error) {
    throw error instanceof SessionFormatError || (error as NodeJS.ErrnoException).code !== undefined
      ? new UsageError(`${file}: ${(error as Error).message}`)
      : error
  }
  if (fold === null) throw new UsageError(`${file}: The file is empty.`)
  return fold.value
}

async function readStored(id: string, dataDir: string): Promise<Run> {
  const fold = createRunFold({ id, startedAt: 0 })
  try {
    for await (const frame of readSession(dataDir, id)) fold.apply(frame)
  } catch (error) {
    throw error instanceof HostError ? new UsageError(error.message) : error
  }
  return fold.value
}
