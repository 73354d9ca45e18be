// Splits a byte stream into SSE blocks without looking into them. Linear: every byte is seen once. A block ends at a blank
// line; lines end with LF, CR or CRLF, also cut anywhere (WHATWG event streams).

export type BlockSplitter = {
  /** Hands over every block that `chunk` completes, with its closing blank line. Throws `BlockTooLargeError`. */
  readonly feed: (chunk: Uint8Array, emit: (block: Uint8Array) => void) => void
  /** Bytes of an unfinished block: an event that never ended. */
  readonly rest: () => number
}

export class BlockTooLargeError extends Error {
  constructor(limit: number) {
    super(`One stream event is larger than ${limit >> 20} MiB.`)
    this.name = 'BlockTooLargeError'
  }
}

const LF = 10
const CR = 13

export function createBlockSplitter(maxBytes: number = 16 << 20): BlockSplitter {
  let carry: Uint8Array[] = []
  let carried = 0
  let atLineStart = true
  let afterCr = false
  let isFirst = true

  const join = (last: Uint8Array): Uint8Array => {
    if (carry.length === 0) return last
    const block = new Uint8Array(carried + last.length)
    let at = 0
    for (const part of [...carry, last]) {
      block.set(part, at)
      at += part.length
    }
    carry = []
    carried = 0
    return block
  }
  const finish = (part: Uint8Array, emit: (block: Uint8Array) => void) => {
    if (carried + part.length > maxBytes) throw new BlockTooLargeError(maxBytes)
    const block = join(part)
    const from = isFirst ? skipBom(block) : 0
    isFirst = false
    if (block.length > from) emit(from === 0 ? block : block.subarray(from))
  }

  /** Both scans hand over what is complete and return where the rest begins. */
  const scanAnyLineEnd = (chunk: Uint8Array, emit: (block: Uint8Array) => void): number => {
    let from = 0
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i]
      if (byte === LF && afterCr) {
        // The second half of a CRLF. After a blank line it would open the next block: leave it out.
        afterCr = false
        if (from === i && carried === 0) from = i + 1
        continue
      }
      afterCr = byte === CR
      const endsLine = byte === LF || byte === CR
      const endsBlock = endsLine && atLineStart
      atLineStart = endsLine
      if (!endsBlock) continue
      let end = i + 1
      if (byte === CR && chunk[end] === LF) {
        afterCr = false
        end += 1
      }
      finish(chunk.subarray(from, end), emit)
      from = end
      i = end - 1
    }
    return from
  }
  /** Nearly every stream ends its lines with LF alone, which the platform finds faster than a loop can. */
  const scanLf = (chunk: Uint8Array, emit: (block: Uint8Array) => void): number => {
    let from = 0
    let lineStart = 0
    for (let lf = chunk.indexOf(LF); lf >= 0; lf = chunk.indexOf(LF, lineStart)) {
      const endsBlock = lf === lineStart && atLineStart
      lineStart = lf + 1
      atLineStart = true
      if (!endsBlock) continue
      finish(chunk.subarray(from, lineStart), emit)
      from = lineStart
    }
    if (lineStart < chunk.length) atLineStart = false
    return from
  }

  return {
    feed: (chunk, emit) => {
      const from = afterCr || chunk.includes(CR) ? scanAnyLineEnd(chunk, emit) : scanLf(chunk, emit)
      if (from === chunk.length) return
      carry.push(chunk.subarray(from))
      carried += chunk.length - from
      if (carried > maxBytes) throw new BlockTooLargeError(maxBytes)
    },
    rest: () => carried,
  }
}

const skipBom = (block: Uint8Array): number => (block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf ? 3 : 0)
