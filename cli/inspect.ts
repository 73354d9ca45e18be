// `gatescope inspect`: why a request failed and what would make it work, from a recorded session, an envelope or whatever was
// pasted (CLI.md). Nothing is sent anywhere.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { explain } from '#shared/diagnostics/explain'
import type { Context, Explanation } from '#shared/diagnostics/explanation'
import { createTurnFold, explainTurn } from '#shared/diagnostics/turns'
import { whyNot } from '#shared/diagnostics/why-not'
import { parseJson } from '#shared/json'
import { parseFrame, parseHeader, SessionFormatError } from '#shared/session/jsonl'
import { defaultDataDir, findConfig, readSessionLines } from '../gateway/index'
import { printExplanation } from './print-explanation'
import { parseFlags, UsageError } from './usage'

const help = `gatescope inspect SESSION|ENVELOPE.json|-: say why a request failed and what would make it work

  SESSION          a session's id in the data folder, or its file
  ENVELOPE.json    an error envelope: of this gateway, another one or a provider; a HAR file, a log line, half a paste
  -                the same from stdin

  --turn N         which turn of the session (default: the last that failed, else the last)
  --why-not P      why provider P was not asked, and the smallest changes that would let it in
  --json           the whole explanation as one JSON object
  --data-dir DIR   where the sessions are
  --config FILE    the configuration that suggested changes are made for (default: as \`serve\` finds it)

Nothing is sent anywhere.
`

export async function inspect(args: string[]): Promise<number> {
  const { values, positionals } = parseFlags(args, {
    turn: { type: 'string' },
    'why-not': { type: 'string' },
    json: { type: 'boolean' },
    'data-dir': { type: 'string' },
    config: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  })
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  const [what, ...others] = positionals
  if (what === undefined || others.length > 0)
    throw new UsageError('Say what to inspect: one session id, one file, or - for stdin.')
  const turn = readTurn(values.turn)
  const configuration = readConfiguration(values.config)
  const context: Context = configuration === undefined ? {} : { configuration }
  const explanation = await explainWhat(what, turn, values['data-dir'], context)
  const provider = values['why-not']
  const answer = provider === undefined ? null : whyNot(explanation, provider, context)
  if (values.json) {
    process.stdout.write(`${JSON.stringify(answer === null ? explanation : { ...explanation, why_not: answer })}\n`)
  } else {
    const words =
      answer === null ? '' : `${[answer.sentence, ...answer.changes.map((c) => `→ ${c.words}`)].join('\n')}\n\n`
    process.stdout.write(words + printExplanation(explanation))
  }
  return 0
}

function readTurn(text: string | undefined): number | null {
  if (text === undefined) return null
  const turn = Number(text)
  if (!Number.isInteger(turn) || turn < 1)
    throw new UsageError(`--turn must be a whole number from 1. You gave "${text}".`)
  return turn
}

/** As it is written: suggested changes are changes of the file. */
function readConfiguration(file: string | undefined): unknown {
  try {
    const found = findConfig(file ?? process.env['GATESCOPE_CONFIG'], process.env, process.cwd())
    return found ? parseJson(found.text.replace(/^\uFEFF/, '')) : undefined
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

async function explainWhat(
  what: string,
  turn: number | null,
  dataDir: string | undefined,
  context: Context,
): Promise<Explanation> {
  if (what === '-') return explainText(readAll(0, 'stdin'), turn, context)
  if (existsSync(what)) {
    const first = await firstLine(what)
    return isSession(first) ? explainSession(what, turn, context) : explainText(readAll(what, what), turn, context)
  }
  const folder = path.resolve(dataDir ?? defaultDataDir(process.env, process.platform))
  const file = /^[\w.-]+$/.test(what) ? path.join(folder, 'sessions', `${what}.jsonl`) : null
  if (file === null || !existsSync(file))
    throw new UsageError(
      `There is no file and no session "${what}". Sessions are looked for in ${path.join(folder, 'sessions')}.`,
    )
  return explainSession(file, turn, context)
}

function readAll(file: string | 0, name: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${name}: ${(error as Error).message}`)
  }
}

async function firstLine(file: string): Promise<string> {
  try {
    for await (const line of readSessionLines(file)) return line
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`)
  }
  return ''
}

const isSession = (line: string): boolean => line.startsWith('{"format":"gatescope.session"')

function explainText(text: string, turn: number | null, context: Context): Explanation {
  if (text.trim() === '') throw new UsageError('There is nothing to inspect: the text is empty.')
  const lines = text.split('\n')
  if (isSession(lines[0] ?? '')) return foldSession(lines, turn, context)
  if (turn !== null) throw new UsageError('--turn is for sessions; this is none.')
  return explain(text, context)
}

async function explainSession(file: string, turn: number | null, context: Context): Promise<Explanation> {
  const fold = createSessionFold(turn)
  for await (const line of readSessionLines(file)) fold.apply(line)
  return fold.explain(context)
}

function foldSession(lines: readonly string[], turn: number | null, context: Context): Explanation {
  const fold = createSessionFold(turn)
  for (const line of lines) fold.apply(line)
  return fold.explain(context)
}

/** The header first, then frames; a torn last line is one the app had no time to finish. */
function createSessionFold(turn: number | null) {
  const fold = createTurnFold(turn)
  let count = 0
  const apply = (line: string): void => {
    if (line === '') return
    count += 1
    try {
      if (count === 1) parseHeader(line)
      else fold.apply(parseFrame(line))
    } catch (error) {
      throw error instanceof SessionFormatError ? new UsageError(`Line ${count}: ${error.message}`) : error
    }
  }
  const explainFold = (context: Context): Explanation => {
    const recorded = fold.value()
    if (recorded) return explainTurn(recorded, context)
    throw new UsageError(
      turn === null ? 'Nothing was sent in this session.' : `There is no turn ${turn}; the last is ${fold.last()}.`,
    )
  }
  return { apply, explain: explainFold }
}
