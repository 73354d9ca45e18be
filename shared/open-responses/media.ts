// Images and sound in an answer, in whatever form a provider gives them: base64, a data URL, or an address elsewhere
// (GATEWAY.md 3.10).
import { field } from '#shared/json'

export type Media = {
  /** A data URL, or an address elsewhere, which nothing here fetches. */
  readonly url: string
  /** `''` of what lies elsewhere and does not tell. */
  readonly mime: string
}

export const isElsewhere = ({ url }: Media): boolean => !url.startsWith('data:')

/** Bytes of what is here; null of what lies elsewhere. */
export function mediaBytes({ url }: Media): number | null {
  if (!url.startsWith('data:')) return null
  const padding = url.endsWith('==') ? 2 : url.endsWith('=') ? 1 : 0
  return Math.floor(((url.length - url.indexOf(',') - 1) * 3) / 4) - padding
}

/** The image or sound of a content part (`output_image`, `output_audio`); null when it holds none. */
export function readMedia(part: unknown): Media | null {
  const mime = wordOf(field(part, 'mime_type'))
  const format = wordOf(field(part, 'format'))
  const kind = field(part, 'type') === 'output_audio' ? 'audio' : 'image'
  const base64 = field(part, 'b64_json') ?? field(part, 'data')
  const told = mime || (format && `${kind}/${format}`)
  if (typeof base64 === 'string' && base64 !== '') return fromBase64(base64, told)
  const given = field(part, `${kind}_url`)
  const url = typeof given === 'string' ? given : field(given, 'url')
  if (typeof url !== 'string' || url === '') return null
  const inline = /^data:([^;,]*);base64,/i.exec(url)
  if (inline !== null) return fromBase64(url.slice(inline[0].length), inline[1] ?? '')
  return { url, mime: told }
}

/** What the base64 of a file begins with tells its type where nothing else does. */
const beginnings: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
  ['SUQz', 'audio/mpeg'],
  ['T2dnUw', 'audio/ogg'],
]

const spellings: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'audio/mp3': 'audio/mpeg',
  'audio/x-wav': 'audio/wav',
}

export function fromBase64(base64: string, told = ''): Media {
  const mime = told.toLowerCase() || (beginnings.find(([start]) => base64.startsWith(start))?.[1] ?? '')
  const type = spellings[mime] ?? mime
  return { url: `data:${type};base64,${base64}`, mime: type }
}

const wordOf = (value: unknown): string => (typeof value === 'string' && /^[\w.+/-]{1,64}$/.test(value) ? value : '')
