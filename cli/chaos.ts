// `gatescope chaos`: every fault on every way a request can come, through the simulator; or what a regression file says came
// of them once, held against what comes of them today (docs/chaos.md).
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { inOrder, type ChaosCell, type ChaosGrid, type ChaosResult } from '#shared/chaos/grid'
import {
  compareCells,
  gridOf,
  regressionOf,
  type ChaosDifference,
  type ChaosRegression,
} from '#shared/chaos/regression'
import { regressionSchema } from '#shared/chaos/schema'
import { HostError } from '#shared/contract/host'
import { defaultDataDir, openChaos } from '../gateway/index'
import { orUsageError, parseFlags, UsageError } from './usage'

const help = `gatescope chaos [FILE]: what comes of every fault, as JSON, over SSE and on a websocket

  FILE             a regression file: runs it, prints what is different, exit code 1 if anything is
  --model M        without a file: the model that is asked for (default openai/gpt-5-nano)
  --provider P     without a file: whom the faults happen to (default the first provider of the model)
  --config FILE    configuration (default gatescope.config.json here, then in the user's config folder)
  --data-dir DIR   where the providers' own lists of models are kept
  --json           print the results as a regression file

Everything runs through the simulator in this process; nothing but loopback sockets is opened, and no key is used.
`

const defaultModel = 'openai/gpt-5-nano'

export async function chaos(args: string[]): Promise<number> {
  const { values, positionals } = parseFlags(args, {
    model: { type: 'string' },
    provider: { type: 'string' },
    config: { type: 'string' },
    'data-dir': { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  })
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  const [file, ...more] = positionals
  if (more.length > 0) throw new UsageError(`chaos takes one file, not "${more[0]}" as well.`)
  if (file !== undefined && (values.model ?? values.provider) !== undefined)
    throw new UsageError(
      'The file says which model and which provider; --model and --provider are for a run without one.',
    )
  const expected = file === undefined ? null : readRegression(file)
  const opened = await orUsageError(
    Promise.resolve().then(() =>
      openChaos({
        configFile: values.config,
        dataDir: path.resolve(values['data-dir'] ?? defaultDataDir(process.env, process.platform)),
        env: process.env,
        log: (line) => process.stderr.write(`${line}\n`),
      }),
    ),
  )
  const grid = expected
    ? gridOf(expected)
    : describe(() => opened.describe({ model: values.model ?? defaultModel, ...provider(values.provider) }))
  const cells: ChaosCell[] = []
  await opened.run(grid, (cell) => cells.push(cell), new AbortController().signal)
  const differences = expected ? compareCells(expected, cells) : []
  process.stdout.write(
    values.json
      ? `${JSON.stringify(regressionOf(grid, inOrder(grid, cells)), null, 2)}\n`
      : say(grid, cells, expected && differences),
  )
  return differences.length > 0 ? 1 : 0
}

const provider = (id: string | undefined) => (id === undefined ? {} : { provider: id })

function describe(run: () => ChaosGrid): ChaosGrid {
  try {
    return run()
  } catch (error) {
    throw error instanceof HostError ? new UsageError(error.message) : error
  }
}

function readRegression(file: string): ChaosRegression {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`)
  }
  const parsed = regressionSchema.safeParse(value)
  if (parsed.success) return parsed.data as ChaosRegression
  const issue = parsed.error.issues[0]
  throw new UsageError(`${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a regression file'}`)
}

function say(grid: ChaosGrid, cells: readonly ChaosCell[], differences: readonly ChaosDifference[] | null): string {
  const lines = differences
    ? differences.map(
        ({ row, mode, field, expected, got }) => `${row}, ${mode}: ${field} is ${String(got)}, was ${String(expected)}`,
      )
    : inOrder(grid, cells).flatMap(({ row, mode, result }) => (result ? [sayCell(row, mode, result)] : []))
  const ran = cells.filter(({ result }) => result).length
  const sum = differences ? `, ${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}` : ''
  return `${[...lines, `${ran} ${ran === 1 ? 'cell' : 'cells'} of ${grid.model}${sum}.`].join('\n')}\n`
}

const sayCell = (row: string, mode: string, { status, error, reason, verdict, provider: by }: ChaosResult): string =>
  [
    row.padEnd(36),
    mode.padEnd(10),
    String(status ?? '-').padEnd(4),
    verdict.padEnd(18),
    [error, reason === null ? null : `(${reason})`, by === null ? null : `by ${by}`].filter(Boolean).join(' '),
  ].join(' ')
