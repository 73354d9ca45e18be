// Faults that happen once a provider answers: its stream stalls, breaks, or comes in a form that parsers trip over.
import { anywhere, body, delay, forEver, http, kind, silence, socket, type FaultKind } from '#shared/fault/kind'

export const broken: readonly FaultKind[] = [
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

export const forms: readonly FaultKind[] = [
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

export const sockets: readonly FaultKind[] = [
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
