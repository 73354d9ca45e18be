// What the command line tells of a session and of a frame: as columns for people, as an object for programs (CLI.md).
import { eventData, eventType } from '#shared/open-responses/events'
import { spokenName } from '#shared/inspect/spoken-name'
import type { Found } from '#shared/inspect/search/match'
import type { Frame } from '#shared/session/frame'
import type { SessionLabel } from '#shared/session/label'
import { streamsAfter } from '#shared/session/stream'
import type { SessionSummary, Verdict } from '#shared/session/summary'
import type { Column, Tone } from './table'

/** Unknown is an en dash, never 0. */
const dash = '–'
const orDash = (value: string | number | null): string => (value === null ? dash : String(value))
const milliseconds = (ms: number | null): string => (ms === null ? dash : `${Math.round(ms)} ms`)

const tones: Readonly<Record<Verdict, Tone | null>> = {
  streaming: 'blue',
  idle: null,
  complete: null,
  truncated: 'yellow',
  failed: 'red',
  failed_mid_stream: 'red',
  aborted: 'yellow',
}

const transports = { json: 'JSON', sse: 'SSE', websocket: 'WS' } as const

/** `found` is where what was searched for stands, when something was. */
export type SessionRow = { readonly s: SessionSummary; readonly label: SessionLabel; readonly found: Found | null }

/** Columns that nothing would stand in are left out. */
export const sessionColumns = (has: { readonly labels: boolean; readonly found: boolean }): Column<SessionRow>[] => [
  ...ownColumns.map((column) => ofRow(column)),
  ...(has.labels ? labelColumns : []),
  ...(has.found
    ? [{ head: 'found', cell: ({ found }: SessionRow) => orDash(found && `${found.where}: ${found.excerpt}`) }]
    : []),
]

const ofRow = ({ cell, tone, ...column }: Column<SessionSummary>): Column<SessionRow> => ({
  ...column,
  cell: ({ s }) => cell(s),
  ...(tone ? { tone: ({ s }: SessionRow) => tone(s) } : {}),
})

const labelColumns: readonly Column<SessionRow>[] = [
  { head: 'name', cell: ({ label }) => (label.pinned ? '* ' : '') + (label.name ?? dash) },
  { head: 'tags', cell: ({ label }) => (label.tags.length === 0 ? dash : label.tags.join(', ')) },
]

const ownColumns: readonly Column<SessionSummary>[] = [
  { head: 'id', cell: (s) => s.id },
  { head: 'started', cell: (s) => formatStart(s.startedAt), spare: 2 },
  { head: 'verdict', cell: (s) => s.verdict, tone: (s) => tones[s.verdict] },
  { head: 'status', cell: (s) => orDash(s.status), right: true, spare: 1 },
  { head: 'via', cell: (s) => transports[s.transport], spare: 5 },
  { head: 'model', cell: (s) => orDash(s.model) },
  {
    head: 'provider',
    cell: (s) => (s.provider === null ? dash : s.provider + (s.simulated ? ' (sim)' : '')),
    spare: 3,
  },
  { head: 'first token', cell: (s) => milliseconds(s.firstTokenMs), right: true, spare: 6 },
  { head: 'duration', cell: (s) => milliseconds(s.durationMs), right: true, spare: 7 },
  { head: 'tokens', cell: (s) => orDash(s.totalTokens), right: true, spare: 8 },
  { head: 'frames', cell: (s) => String(s.frames), right: true, spare: 4 },
]

/** Local time, to the second, in digits that sort. */
function formatStart(unixMs: number): string {
  const at = new Date(unixMs)
  const two = (n: number) => String(n).padStart(2, '0')
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-')
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`
}

export const describeSession = ({ s, label, found }: SessionRow): Readonly<Record<string, unknown>> => ({
  id: s.id,
  started_at: new Date(s.startedAt).toISOString(),
  verdict: s.verdict,
  model: s.model,
  provider: s.provider,
  status: s.status,
  frames: s.frames,
  transport: s.transport,
  simulated: s.simulated,
  proof: s.proof,
  error: s.error,
  attempts: s.attempts,
  turns: s.turns,
  events: s.events,
  first_token_ms: s.firstTokenMs,
  duration_ms: s.durationMs,
  input_tokens: s.inputTokens,
  output_tokens: s.outputTokens,
  total_tokens: s.totalTokens,
  client_request_id: s.clientRequestId,
  parent: s.parent,
  name: label.name,
  tags: label.tags,
  note: label.note,
  pinned: label.pinned,
  ...(found === null ? {} : { found }),
})

export type FrameRow = { readonly frame: Frame; readonly name: string }

/** Whether a text is an event is told by the frames before it: the returned function must be given every one. */
export function createFrameNames(): (frame: Frame) => string {
  let stream = false
  return (frame) => {
    stream = streamsAfter(stream, frame)
    if (frame.kind === 'upstream') return `${frame.kind} ${spokenName(frame.text)}`.trim()
    return frame.kind === 'received' && stream ? eventType(frame.text) || frame.kind : frame.kind
  }
}

export const frameColumns: readonly Column<FrameRow>[] = [
  { head: 'seq', cell: ({ frame }) => String(frame.seq), right: true },
  { head: 'ms', cell: ({ frame }) => frame.at.toFixed(1), right: true },
  { head: 'frame', cell: ({ name }) => name },
  { head: 'text', cell: ({ frame }) => frameText(frame) },
]

/** What was recorded; of an event its data, of what the gateway did itself all it told. */
export function frameText(frame: Frame): string {
  if (frame.kind === 'sent') return frame.text
  if (frame.kind === 'received' || frame.kind === 'upstream') return eventData(frame.text) || frame.text
  const { seq: _seq, at: _at, kind: _kind, ...facts } = frame
  return JSON.stringify(facts)
}
