// Splits a byte stream into SSE blocks without looking into them. Linear: every byte is seen once. A block ends at a blank
// line; lines end with LF, CR or CRLF, also cut anywhere (WHATWG event streams).

export class BlockTooLargeError extends Error {
  constructor(limit: number) {
    super(`One stream event is larger than ${limit >> 20} MiB.`)
    this.name = 'BlockTooLargeError'
  }
}

type Emit = (block: Uint8Array) => void

const LF = 10
const CR = 13

export class BlockSplitter {
  readonly #maxBytes: number
  #carry: Uint8Array[] = []
  #carried = 0
  #atLineStart = true
  #afterCr = false
  #isFirst = true

  constructor(maxBytes: number = 16 << 20) {
    this.#maxBytes = maxBytes
  }

  /** Hands over every block that `chunk` completes, with its closing blank line. @throws BlockTooLargeError */
  feed(chunk: Uint8Array, emit: Emit): void {
    const from = this.#afterCr || chunk.includes(CR) ? this.#scanAnyLineEnd(chunk, emit) : this.#scanLf(chunk, emit)
    if (from === chunk.length) return
    this.#carry.push(chunk.subarray(from))
    this.#carried += chunk.length - from
    if (this.#carried > this.#maxBytes) throw new BlockTooLargeError(this.#maxBytes)
  }

  /** Bytes of an unfinished block: an event that never ended. */
  rest(): number {
    return this.#carried
  }

  /** Nearly every stream ends its lines with LF alone, which the platform finds faster than a loop can. */
  #scanLf(chunk: Uint8Array, emit: Emit): number {
    let from = 0
    let lineStart = 0
    for (let lf = chunk.indexOf(LF); lf >= 0; lf = chunk.indexOf(LF, lineStart)) {
      const endsBlock = lf === lineStart && this.#atLineStart
      lineStart = lf + 1
      this.#atLineStart = true
      if (!endsBlock) continue
      this.#finish(chunk.subarray(from, lineStart), emit)
      from = lineStart
    }
    if (lineStart < chunk.length) this.#atLineStart = false
    return from
  }

  /** Like the other scan: hands over what is complete and returns where the rest begins. */
  #scanAnyLineEnd(chunk: Uint8Array, emit: Emit): number {
    let from = 0
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i]
      if (byte === LF && this.#afterCr) {
        // The second half of a CRLF. After a blank line it would open the next block: leave it out.
        this.#afterCr = false
        if (from === i && this.#carried === 0) from = i + 1
        continue
      }
      this.#afterCr = byte === CR
      const endsLine = byte === LF || byte === CR
      const endsBlock = endsLine && this.#atLineStart
      this.#atLineStart = endsLine
      if (!endsBlock) continue
      let end = i + 1
      if (byte === CR && chunk[end] === LF) {
        this.#afterCr = false
        end += 1
      }
      this.#finish(chunk.subarray(from, end), emit)
      from = end
      i = end - 1
    }
    return from
  }

  #finish(last: Uint8Array, emit: Emit): void {
    if (this.#carried + last.length > this.#maxBytes) throw new BlockTooLargeError(this.#maxBytes)
    const block = this.#joined(last)
    const from = this.#isFirst ? skipBom(block) : 0
    this.#isFirst = false
    if (block.length > from) emit(from === 0 ? block : block.subarray(from))
  }

  #joined(last: Uint8Array): Uint8Array {
    if (this.#carry.length === 0) return last
    const block = new Uint8Array(this.#carried + last.length)
    let at = 0
    for (const part of [...this.#carry, last]) {
      block.set(part, at)
      at += part.length
    }
    this.#carry = []
    this.#carried = 0
    return block
  }
}

const skipBom = (block: Uint8Array): number => (block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf ? 3 : 0)
