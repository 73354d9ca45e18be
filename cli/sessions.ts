// `gatescope sessions`: the library, newest first, and the frames of one session. Both are searched in the one filter
// language (docs/console.md). Reads the files alone: no gateway is asked, and none has to run.
import path from 'node:path'
import { filterNotes, type Filter, type Subject } from '#shared/inspect/filter/language'
import { matchesSession } from '#shared/inspect/filter/match-session'
import { createFrameMatcher } from '#shared/inspect/filter/match-frames'
import { parseFilter } from '#shared/inspect/filter/parse'
import { createLint } from '#shared/inspect/lint/lint'
import { HostError } from '#shared/contract/host'
import type { Frame } from '#shared/session/frame'
import { formatLine } from '#shared/session/jsonl'
import { findIn, searchTerms, type Found } from '#shared/inspect/search/match'
import { searchText } from '#shared/inspect/search/session-text'
import { noLabel, type SessionLabel } from '#shared/session/label'
import { browseSessions, defaultDataDir, readLabels, readSession, readSessionText } from '../gateway/index'
import { printLines } from './print'
import {
  createFrameNames,
  describeSession,
  frameColumns,
  sessionColumns,
  type FrameRow,
  type SessionRow,
} from './session-rows'
import { formatTable, readScreen } from './table'
import { glueValue, parseFlags, UsageError } from './usage'

const help = `gatescope sessions [--query Q] [--search TEXT] [--json]: the recorded sessions, newest first
gatescope sessions show ID [--filter F] [--json]: the frames of one session

  --query Q        only sessions that match, as in "verdict:failed provider:openai ttft>1s"
  --search TEXT    only sessions in which these words were asked, answered, failed with or noted; "in quotes" as one
  --filter F       only frames that match, as in "type:delta gap>500ms"
  --json           one JSON object a line
  --data-dir DIR   the data folder to read

Terms: word, "two words", field:value, field:a,b, field>amount; - before a term takes out what matches.
  sessions   model, provider, status, verdict, error, tokens, ttft, name, tag, pinned, id, parent
  frames     type, item, dir, kind, turn, lint, status, model, provider, error, gap
`

export async function sessions(args: string[]): Promise<number> {
  const { values, positionals } = parseFlags(['--query', '--filter', '--search'].reduce(glueValue, args), {
    query: { type: 'string' },
    search: { type: 'string' },
    filter: { type: 'string' },
    json: { type: 'boolean' },
    'data-dir': { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  })
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  const { query, search, filter, json = false } = values
  const dataDir = path.resolve(values['data-dir'] ?? defaultDataDir(process.env, process.platform))
  const [verb, id, extra] = positionals
  if (verb === undefined) {
    if (filter !== undefined)
      throw new UsageError('--filter is for the frames of one session; --query searches the list.')
    return list(dataDir, { filter: readFilter('query', query, 'sessions'), terms: searchTerms(search ?? '') }, json)
  }
  if (verb !== 'show') throw new UsageError(`sessions takes no argument "${verb}". Write sessions show ID, or --query.`)
  if (id === undefined) throw new UsageError('Say which session to show: sessions show ID.')
  if (extra !== undefined) throw new UsageError(`sessions show takes no argument "${extra}".`)
  if ((query ?? search) !== undefined)
    throw new UsageError('--query searches the list, and so does --search; --filter is for the frames of one session.')
  return show(dataDir, id, readFilter('filter', filter, 'frames'), json)
}

const note = (line: string): void => void process.stderr.write(`${line}\n`)

/** @throws UsageError with every term that is wrong and the rule it breaks */
function readFilter(flag: string, text: string | undefined, subject: Subject): Filter {
  if (text === undefined) return []
  const { filter, errors } = parseFilter(text)
  const [first, ...more] = errors.map(({ at, end, message }) => `--${flag} ${text.slice(at, end)}: ${message}`)
  if (first !== undefined) throw new UsageError([first, ...more].join('\n'))
  for (const line of filterNotes(filter, subject)) note(line)
  return filter
}

type Wanted = { readonly filter: Filter; readonly terms: readonly string[] }

async function list(dataDir: string, wanted: Wanted, json: boolean): Promise<number> {
  const labels = await readLabels(dataDir)
  const counted = { all: 0, left: 0 }
  const tell = ({ file, reason }: { file: string; reason: string }) =>
    note(`not a readable session: ${file}: ${reason}`)
  async function* matching(): AsyncGenerator<SessionRow> {
    for await (const s of browseSessions(dataDir, tell)) {
      counted.all += 1
      const label = labels.get(s.id) ?? noLabel
      if (!matchesSession(wanted.filter, s, label)) continue
      const found = wanted.terms.length === 0 ? null : await search(dataDir, s.id, label, wanted.terms)
      if (wanted.terms.length > 0 && found === null) continue
      counted.left += 1
      yield { s, label, found }
    }
  }
  const columns = sessionColumns({ labels: labels.size > 0, found: wanted.terms.length > 0 })
  await printLines(
    json
      ? toJsonLines(matching(), (row) => `${JSON.stringify(describeSession(row))}\n`)
      : formatTable(columns, matching(), readScreen(process.stdout)),
  )
  if (counted.all === 0) note(`No sessions in ${dataDir}.`)
  else if (counted.left === 0) note(`None of ${counted.all} sessions matches.`)
  return 0
}

/** The file itself is read: the index of a gateway may be behind, or not there. */
async function search(
  dataDir: string,
  id: string,
  label: SessionLabel,
  terms: readonly string[],
): Promise<Found | null> {
  try {
    return findIn(searchText(await readSessionText(dataDir, id), label), terms)
  } catch (error) {
    note(`session ${id} cannot be searched: ${(error as Error).message}`)
    return null
  }
}

async function show(dataDir: string, id: string, filter: Filter, json: boolean): Promise<number> {
  const rows = matchingFrames(readSession(dataDir, id), filter)
  try {
    await printLines(
      json
        ? toJsonLines(rows, ({ frame }) => formatLine(frame))
        : formatTable(frameColumns, rows, readScreen(process.stdout)),
    )
    return 0
  } catch (error) {
    if (!(error instanceof HostError)) throw error
    if (error.code === 'session_not_found') throw new UsageError(error.message)
    note(error.message)
    return 1
  }
}

/** Lint tells of a frame as soon as it has read it, so one pass does. */
async function* matchingFrames(frames: AsyncIterable<Frame>, filter: Filter): AsyncGenerator<FrameRow> {
  const nameOf = createFrameNames()
  const lint = createLint()
  const matches = createFrameMatcher(filter, (seq) => lint.value.bySeq.get(seq)?.map(({ code }) => code) ?? [])
  for await (const frame of frames) {
    lint.apply(frame)
    const name = nameOf(frame)
    if (matches(frame)) yield { frame, name }
  }
}

async function* toJsonLines<T>(values: AsyncIterable<T>, format: (value: T) => string): AsyncGenerator<string> {
  for await (const value of values) yield format(value)
}
