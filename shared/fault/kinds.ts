// The one table of faults: what a gateway can be told to get wrong (GATEWAYS-RESEARCH section 8 item 7). The header's
// grammar, the configuration's documentation, `simulate --list-faults` and the console are read from it.
import { commonErrorFields, gatewayErrors, type GatewayError } from '#shared/fault/gateway-errors'

/** Where a fault can happen: an HTTP exchange or websocket with a provider, the choice of one, the gateway itself. */
export type FaultPlace = 'http' | 'websocket' | 'routing' | 'gateway'

export type FaultKind = {
  readonly name: string
  readonly title: string
  readonly does: string
  readonly places: readonly FaultPlace[]
  /** The field of the configuration that makes a fault this one; kinds may share it and differ in its value. */
  readonly key: string
  /** What the name alone stands for. */
  readonly sets: Readonly<Record<string, string | number | boolean>>
  /** The field that `@event N` sets; null: the fault has no place in the stream. */
  readonly event: string | null
  /** Further fields it takes in the configuration. */
  readonly parameters: Readonly<Record<string, string>>
}

/** The longest a timer can run. */
export const forEver = 2_147_483_647

const anywhere = ['http', 'websocket'] as const
const http = ['http'] as const
const socket = ['websocket'] as const

const silence = 'milliseconds of silence, before the answer begins unless stall_after_events says where'
const delay = { stall_ms: silence }
const body = { body: 'what the answer says: a JSON value, or text as it is' }

type Row = Omit<FaultKind, 'sets' | 'event' | 'parameters'> & Partial<FaultKind>

/** The key's own documentation comes first among the parameters. */
const kind = (about: string, row: Row): FaultKind => ({
  sets: { [row.key]: true },
  event: null,
  ...row,
  parameters: { [row.key]: about, ...row.parameters },
})

const connects: readonly FaultKind[] = (
  [
    ['refuse', 'The connection is refused', 'Nobody listens at the provider’s address.'],
    [
      'timeout',
      'The connection is never made',
      'No answer to the attempt to connect, for 15 s or the attempt’s limit.',
    ],
    ['tls', 'The certificate is not accepted', 'The provider’s certificate has expired.'],
    ['reset', 'The connection breaks before any answer', 'The request went out; then the connection was gone.'],
  ] as const
).map(([name, title, does]) =>
  kind('how the connection fails: refuse, timeout, tls or reset', {
    name,
    title,
    does,
    places: anywhere,
    key: 'connect',
    sets: { connect: name },
    parameters: delay,
  }),
)

const answers: readonly FaultKind[] = [
  kind('the HTTP status, 400 to 599', {
    name: 'status',
    title: 'An error status',
    does: 'The provider refuses; in the header the number is the name (openai=429). A websocket handshake is refused.',
    places: anywhere,
    key: 'status',
    sets: { status: 500 },
    parameters: {
      ...body,
      retry_after: 'seconds, as the Retry-After header',
      headers: 'further headers of the answer',
      ...delay,
    },
  }),
  kind('true', {
    name: '200-error',
    title: '200 with an error in it',
    does: 'The status says success, the JSON body is an error.',
    places: http,
    key: 'error_in_200',
    parameters: { ...body, ...delay },
  }),
]

const broken: readonly FaultKind[] = [
  kind(silence, {
    name: 'stall',
    title: 'Silence',
    does: 'Nothing comes: before the answer begins, or with @event N after N events. By name it never ends.',
    places: anywhere,
    key: 'stall_ms',
    sets: { stall_ms: forEver },
    event: 'stall_after_events',
    parameters: { stall_after_events: 'events before the silence; 0 = after the head, before the first' },
  }),
  kind('milliseconds before each event', {
    name: 'slow',
    title: 'Slow tokens',
    does: 'Every event comes half a second after the one before.',
    places: anywhere,
    key: 'event_ms',
    sets: { event_ms: 500 },
    parameters: delay,
  }),
  kind('events before the connection breaks', {
    name: 'cut',
    title: 'The connection breaks in the stream',
    does: 'After N events the connection is reset. A body that is no stream breaks in its middle.',
    places: anywhere,
    key: 'cut_after_events',
    sets: { cut_after_events: 3 },
    event: 'cut_after_events',
    parameters: delay,
  }),
  kind('events before the clean end', {
    name: 'end',
    title: 'A clean end without a terminal event',
    does: 'After N events the stream ends as if it were complete. A body that is no stream ends in its middle.',
    places: anywhere,
    key: 'end_after_events',
    sets: { end_after_events: 3 },
    event: 'end_after_events',
    parameters: delay,
  }),
  kind('events before the error event', {
    name: 'error-event',
    title: 'An error event in the stream',
    does: 'After N events the provider sends an error in its own format, and nothing more of that answer.',
    places: anywhere,
    key: 'error_after_events',
    sets: { error_after_events: 3 },
    event: 'error_after_events',
    parameters: { ...body, ...delay },
  }),
]

const spelled = (key: string, about: string, name: string, value: string | true, title: string, does: string) =>
  kind(about, { name, title, does, places: http, key, sets: { [key]: value }, parameters: delay })
const newline = 'how lines end: crlf or cr'
const chunks = 'where chunks are cut: bytes or characters'
const sequence = 'what is wrong with sequence numbers: duplicate or missing'

const forms: readonly FaultKind[] = [
  spelled('newline', newline, 'crlf', 'crlf', 'Lines end with CRLF', 'Every line of the stream ends with CR and LF.'),
  spelled('newline', newline, 'cr', 'cr', 'Lines end with CR', 'Every line of the stream ends with CR alone.'),
  spelled('chunks', chunks, 'bytes', 'bytes', 'One byte at a time', 'Every byte comes in a chunk of its own.'),
  spelled(
    'chunks',
    chunks,
    'characters',
    'characters',
    'Chunks that split characters',
    'Chunks end inside characters of more than one byte, and inside events.',
  ),
  spelled('comments', 'true', 'comments', true, 'Comments', 'Comment lines stand between and inside the events.'),
  spelled('data_lines', 'true', 'data-lines', true, 'Data in several lines', 'The JSON of an event takes three lines.'),
  ...(['duplicate', 'missing'] as const).map((name) => ({
    ...spelled(
      'sequence',
      sequence,
      `${name}-sequence`,
      name,
      name === 'duplicate' ? 'Sequence numbers come twice' : 'No sequence numbers',
      name === 'duplicate' ? 'Two events share each number.' : 'Events carry no sequence_number.',
    ),
    sets: { sequence: name },
    places: anywhere,
  })),
  kind('size in bytes', {
    name: 'huge-event',
    title: 'A huge event',
    does: 'The event after N others is 17 MiB long.',
    places: anywhere,
    key: 'huge_event_bytes',
    sets: { huge_event_bytes: 17 << 20, huge_after_events: 3 },
    event: 'huge_after_events',
    parameters: { huge_after_events: 'events before it (default 3)', ...delay },
  }),
]

const sockets: readonly FaultKind[] = [
  kind('the websocket close code', {
    name: 'close',
    title: 'The websocket is closed',
    does: 'After N events the provider closes the socket with this code.',
    places: socket,
    key: 'close_code',
    sets: { close_code: 1011, close_after_events: 3 },
    event: 'close_after_events',
    parameters: { close_after_events: 'events before it (default 3)', ...delay },
  }),
  kind('events before the silence', {
    name: 'half-open',
    title: 'A half-open websocket',
    does: 'After N events nothing comes any more and nothing arrives, but the socket stays open.',
    places: socket,
    key: 'half_open_after_events',
    sets: { half_open_after_events: 3 },
    event: 'half_open_after_events',
    parameters: delay,
  }),
  kind('events before the broken frame', {
    name: 'bad-frame',
    title: 'A websocket frame that is no JSON',
    does: 'After N events comes a frame nobody can read; then the stream goes on.',
    places: socket,
    key: 'bad_frame_after_events',
    sets: { bad_frame_after_events: 3 },
    event: 'bad_frame_after_events',
    parameters: delay,
  }),
]

const routing: readonly FaultKind[] = [
  kind('open', {
    name: 'breaker-open',
    title: 'The breaker is open',
    does: 'Routing takes the provider for one that keeps failing.',
    places: ['routing'],
    key: 'breaker',
    sets: { breaker: 'open' },
  }),
]

const refusals: readonly FaultKind[] = Object.entries<GatewayError>(gatewayErrors).map(([code, { title, fields }]) =>
  kind('a documented error code of the gateway', {
    name: code,
    title,
    does: `The gateway itself refuses, as the hosted one would: gateway=${code}`,
    places: ['gateway'],
    key: 'error',
    sets: { error: code },
    parameters: Object.fromEntries([...commonErrorFields, ...fields].map((name) => [name, 'a field of the envelope'])),
  }),
)

export const faultKinds: readonly FaultKind[] = [
  ...connects,
  ...answers,
  ...broken,
  ...forms,
  ...sockets,
  ...routing,
  ...refusals,
]

/** What every fault takes. */
export const commonFields = {
  provider: 'the provider it happens to; "gateway" for the gateway’s own refusals',
  model: 'only for this model, as the client names it',
  attempt: 'only at this attempt of a request, from 1',
  times: 'how often it happens; without it, always',
  probability: 'how likely it is, 0 to 1; the same request always gets the same answer',
} as const

/** Fields of which exactly one makes the fault; a delay goes with any of them. */
export const faultKeys: readonly string[] = [...new Set(faultKinds.map(({ key }) => key))]

/** What each field of the configuration means. */
export const fieldDocs: Readonly<Record<string, string>> = Object.fromEntries([
  ...faultKinds.flatMap(({ parameters }) => Object.entries(parameters)),
  ...Object.entries(commonFields),
])

/** The kind of a fault: the row of its key, and of the key's value where several share it. */
export function kindOf(fault: Readonly<Record<string, unknown>>): FaultKind | null {
  const rows = faultKinds.filter(({ key }) => fault[key] !== undefined)
  const own = rows.filter(({ key }) => key !== 'stall_ms')
  const among = own.length > 0 ? own : rows
  return among.find(({ key, sets }) => sets[key] === fault[key]) ?? among[0] ?? null
}
