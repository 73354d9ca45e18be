// Images as data URLs: a request carries its pictures itself, so that nothing has to be fetched from anywhere.
import { sayFailure } from '../../state/store'
import { parseBody, setAt, valueAt, isObject } from '../../views/document'

/** Providers refuse larger ones, and the document would become slow to edit. */
const largestImage = 8 << 20

export const isImage = (file: File): boolean => file.type.startsWith('image/')

export function readImage(file: File): Promise<string | null> {
  if (file.size > largestImage) {
    sayFailure('Image not added', new Error(`${file.name} is larger than 8 MiB.`))
    return Promise.resolve(null)
  }
  return new Promise((resolve) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : null))
    reader.addEventListener('error', () => {
      sayFailure('Image not added', reader.error)
      resolve(null)
    })
    reader.readAsDataURL(file)
  })
}

type Part = Record<string, unknown>
const imagePart = (url: string): Part => ({ type: 'input_image', image_url: url })
const textParts = (text: unknown): Part[] =>
  typeof text === 'string' && text !== '' ? [{ type: 'input_text', text }] : []

const isMessage = (item: unknown): boolean =>
  isObject(item) && (item['type'] ?? 'message') === 'message' && item['role'] === 'user'

/** Into the last message of the user; a text becomes a message with parts for it. */
export function addImage(text: string, url: string): string {
  const input = valueAt(parseBody(text), ['input'])
  const message = (content: unknown) => ({ role: 'user', content: [...textParts(content), imagePart(url)] })
  if (!Array.isArray(input)) return setAt(text, ['input'], [message(input)])
  const at = (input as unknown[]).reduce<number>((last, item, index) => (isMessage(item) ? index : last), -1)
  const content = valueAt(input[at], ['content'])
  if (at < 0) return setAt(text, ['input', input.length], message(''))
  if (Array.isArray(content)) return setAt(text, ['input', at, 'content', content.length], imagePart(url))
  return setAt(text, ['input', at, 'content'], message(content).content)
}

/** "png, 12 KB" of a data URL; any other address as it is. */
export function sayImage(url: string): string {
  const [, kind, data] = /^data:image\/([\w.+-]+)[^,]*,(.*)$/s.exec(url) ?? []
  if (kind === undefined || data === undefined) return url
  const bytes = Math.round((data.length * 3) / 4)
  return `${kind}, ${bytes < 1024 ? `${bytes} B` : `${Math.round(bytes / 1024)} KB`}`
}
