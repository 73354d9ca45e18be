// Compaction of a conversation that no provider compacts for us (PROTOCOL 4): nothing is lost, the items travel inside the
// compaction item and come out again when the client sends it back. Pure, but for the base64 of the platform.
import { isFields, type CanonicalRequest, type Fields, type InputItem } from '#shared/open-responses/canonical'
import { parseJson } from '#shared/json'

/** Marks what this gateway packed; anything else is a provider's own and goes back to it untouched. */
const mark = 'gatescope.1.'

export function compactItems(input: CanonicalRequest['input'], id: string): InputItem[] {
  const items = expandItems(typeof input === 'string' ? [{ role: 'user', content: input }] : input)
  const packed = mark + Buffer.from(JSON.stringify(items), 'utf8').toString('base64url')
  return [{ type: 'compaction', id, encrypted_content: packed }]
}

/** The request with the conversation it began with. */
export const expandCompaction = (request: CanonicalRequest): CanonicalRequest =>
  typeof request.input === 'string' || !request.input.some(isOurs)
    ? request
    : { ...request, input: expandItems(request.input) }

const expandItems = (items: readonly InputItem[]): InputItem[] =>
  items.flatMap((item) => (isOurs(item) ? unpack(String(item['encrypted_content'])) : [item]))

function isOurs({ type, encrypted_content: packed }: InputItem): boolean {
  return type === 'compaction' && typeof packed === 'string' && packed.startsWith(mark)
}

function unpack(packed: string): Fields[] {
  const value = parseJson(Buffer.from(packed.slice(mark.length), 'base64url').toString('utf8'))
  return Array.isArray(value) ? value.filter(isFields) : []
}
