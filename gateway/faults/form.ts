// Faults in the form of a stream: the same events, written in ways the event-stream rules allow and parsers trip over
// (WHATWG event streams, GATEWAY.md 4.1). Works on bytes: what is no part of the fault stays as it came.
import type { Fault } from '#shared/fault/schema'
import { isHuge } from './steps'

/** Event `n` (from 0) as the chunks in which it goes out. */
export function formEvent(fault: Fault, event: Buffer, n: number): readonly Buffer[] {
  return cutChunks(fault, fromText(formText(fault, toText(event), n)))
}

/** The same for the text of one websocket message, which has no lines and no chunks. */
export const formMessage = (fault: Fault, message: string, n: number): string => formObject(fault, message, n)

/** Chunks of `bytes`; as they are unless the fault is about chunks. */
export function cutChunks({ chunks }: Fault, bytes: Buffer): readonly Buffer[] {
  if (chunks === 'bytes') return Array.from(bytes, (_, i) => bytes.subarray(i, i + 1))
  if (chunks !== 'characters') return [bytes]
  const cuts = [...bytes.keys()].filter((i) => (bytes[i - 1] ?? 0) >= 0xc0)
  const ends = [...(cuts.length > 0 ? cuts : [bytes.length >> 1]), bytes.length]
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end)).filter((chunk) => chunk.length > 0)
}

/** One character for each byte, so that nothing is lost whatever the bytes are. */
const toText = (bytes: Buffer): string => bytes.toString('latin1')
const fromText = (text: string): Buffer => Buffer.from(text, 'latin1')

function formText(fault: Fault, text: string, n: number): string {
  if (fault.newline) return text.replace(/\r\n|\r|\n/g, fault.newline === 'cr' ? '\r' : '\r\n')
  if (fault.comments) return `: injected\n\n: injected\n${text}`
  if (fault.data_lines) return text.replace(/^data: ?\{(.*)\}$/ms, 'data: {\ndata: $1\ndata: }')
  return formObject(fault, text, n)
}

function formObject(fault: Fault, text: string, n: number): string {
  if (fault.sequence === 'missing') return text.replace(/,\s*"sequence_number":\s*\d+|"sequence_number":\s*\d+\s*,/, '')
  if (fault.sequence === 'duplicate')
    return text.replace(
      /("sequence_number":\s*)(\d+)/,
      (_, key: string, number: string) => key + String(Number(number) & ~1),
    )
  if (!isHuge(fault, n)) return text
  const padding = 'x'.repeat(Math.max(0, (fault.huge_event_bytes ?? 0) - text.length))
  const end = text.lastIndexOf('}')
  return end < 0 ? text : `${text.slice(0, end)},"injected_padding":"${padding}"${text.slice(end)}`
}
