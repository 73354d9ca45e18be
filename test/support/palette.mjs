// Pictures of a window hold few colours and are mostly flat: written with a palette they are a third of the size. A colour
// that gets no place of its own is drawn as the nearest that has one.
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const most = 256

/**
 * A PNG of eight bits a channel, as browsers write it, as one with at most 256 colours.
 * @param {Buffer} png
 * @returns {Buffer}
 */
export function reduceColours(png) {
  const { width, height, pixels } = decode(png)
  const counts = new Map()
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  const colours = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([colour]) => colour)
  const palette = choose(colours)
  const places = new Map(colours.map((colour) => [colour, nearest(colour, palette)]))
  const rows = Buffer.alloc(height * (width + 1))
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = places.get(pixels[y * width + x]) ?? 0
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  // Eight bits a pixel, an index into the palette.
  head.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette.flatMap((c) => [c >> 16, (c >> 8) & 255, c & 255]))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/**
 * The most used colours that are this far from each other; as near as 256 of them allow.
 * @param {readonly number[]} colours most used first
 */
function choose(colours) {
  for (let apart = 0; ; apart = apart * 1.3 + 1) {
    /** @type {number[]} */
    const palette = []
    for (const colour of colours) {
      if (palette.every((kept) => distance(kept, colour) > apart)) palette.push(colour)
      if (palette.length > most) break
    }
    if (palette.length <= most) return palette
  }
}

/** @type {(colour: number, palette: readonly number[]) => number} */
function nearest(colour, palette) {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (const [index, kept] of palette.entries()) {
    const away = distance(kept, colour)
    if (away < least) [best, least] = [index, away]
  }
  return best
}

/** @type {(a: number, b: number) => number} */
function distance(a, b) {
  const red = (a >> 16) - (b >> 16)
  const green = ((a >> 8) & 255) - ((b >> 8) & 255)
  const blue = (a & 255) - (b & 255)
  return red * red + green * green + blue * blue
}

/** @param {Buffer} png */
function decode(png) {
  let width = 0
  let height = 0
  let channels = 0
  const data = []
  for (let at = signature.length; at < png.length;) {
    const length = png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    const body = png.subarray(at + 8, at + 8 + length)
    if (type === 'IHDR') {
      width = body.readUInt32BE(0)
      height = body.readUInt32BE(4)
      channels = body[9] === 2 ? 3 : body[9] === 6 ? 4 : 0
      if (body[8] !== 8 || channels === 0 || body[12] !== 0) throw new Error('Not a PNG as browsers write them')
    }
    if (type === 'IDAT') data.push(body)
    at += length + 12
  }
  const bytes = unfilter(inflateSync(Buffer.concat(data)), width * channels, height, channels)
  const pixels = new Uint32Array(width * height)
  for (let i = 0; i < pixels.length; i += 1) {
    const from = i * channels
    pixels[i] = ((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0)
  }
  return { width, height, pixels }
}

/**
 * Each row is written as differences from what is left of it and above it.
 * @type {(raw: Buffer, stride: number, height: number, channels: number) => Buffer}
 */
function unfilter(raw, stride, height, channels) {
  const out = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)] ?? 0
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x
      const left = x < channels ? 0 : (out[at - channels] ?? 0)
      const up = y === 0 ? 0 : (out[at - stride] ?? 0)
      const corner = x < channels || y === 0 ? 0 : (out[at - stride - channels] ?? 0)
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0
      out[at] = (raw[y * (stride + 1) + 1 + x] ?? 0) + guess
    }
  }
  return out
}

/** @type {(left: number, up: number, corner: number) => number} */
function paeth(left, up, corner) {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

/** @type {(type: string, body: Buffer) => Buffer} */
function chunk(type, body) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const frame = Buffer.alloc(body.length + 12)
  frame.writeUInt32BE(body.length, 0)
  named.copy(frame, 4)
  frame.writeUInt32BE(crc32(named), body.length + 8)
  return frame
}
