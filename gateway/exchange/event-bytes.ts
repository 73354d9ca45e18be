// Stream events as the bytes of one SSE block, written and recognised without parsing where that is possible.
import type { StreamEvent } from '#shared/open-responses/events'

export const formatEvent = (event: StreamEvent): Buffer =>
  Buffer.from(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`, 'utf8')

/** What cannot be read goes on as it came; `type` is `''` when nobody named it. */
export const formatRaw = (type: string, data: string): Buffer =>
  Buffer.from(`${type === '' ? '' : `event: ${type}\n`}data: ${data.replaceAll('\n', '\ndata: ')}\n\n`, 'utf8')

/** Names that some servers give to events the API knows under another name (GATEWAY.md 4.3). */
const aliases: ReadonlyMap<string, string> = new Map([
  ['response.reasoning.delta', 'response.reasoning_text.delta'],
  ['response.reasoning.done', 'response.reasoning_text.done'],
  ['response.reasoning_summary.delta', 'response.reasoning_text.delta'],
  ['response.output.delta', 'response.output_text.delta'],
  ['response.text.delta', 'response.output_text.delta'],
])

/** The API's own name for an event. */
export const properName = (type: string): string => aliases.get(type) ?? type

const prefix = Buffer.from('event: ')
const longestName = 120

/** The event's name when the block begins with its `event:` line and has nothing but data after it; else null. */
export function quickType(block: Buffer): string | null {
  if (block.length < 10 || block.compare(prefix, 0, 7, 0, 7) !== 0) return null
  const end = block.indexOf(10)
  if (end < 8 || end > longestName || block[end + 1] !== 0x64) return null
  const last = block[end - 1] === 13 ? end - 1 : end
  return block.toString('latin1', 7, last)
}

/** The blocks as one piece of memory. Those that one read brought lie side by side in it already, and need no copying. */
export function joinBlocks(blocks: readonly Uint8Array[]): Uint8Array {
  const [first] = blocks
  if (!first) return Buffer.alloc(0)
  let end = first.byteOffset
  for (const { buffer, byteOffset, byteLength } of blocks) {
    if (buffer !== first.buffer || byteOffset !== end) return Buffer.concat(blocks)
    end += byteLength
  }
  return new Uint8Array(first.buffer, first.byteOffset, end - first.byteOffset)
}
