// A HAR file as its values, while it is read: only what a session is made of leaves the parser, and nothing else is kept.
// @streamparser/json has no dependencies, hands out values by their path and forgets them, which a parser of whole documents
// cannot.
import { JSONParser } from '@streamparser/json'
import type { HarField, HarItem } from '#shared/formats/har-read'

const whole = [
  'startedDateTime',
  'time',
  'timings',
  'request',
  'response',
  '_resourceType',
  '_webSocketClose',
] as const satisfies readonly HarField[]
const lists = ['_webSocketMessages', '_eventSourceMessages', '_gatescope'] as const satisfies readonly HarField[]

const entry = '$.log.entries.*'
const paths = ['$.log.creator', ...whole.map((f) => `${entry}.${f}`), ...lists.map((f) => `${entry}.${f}.*`)]

/** Where a path's parts stand among the containers that are open: the document, `log`, `entries`, an entry, a list. */
const entryDepth = 3

export class HarSyntaxError extends Error {}

/**
 * What each piece of the file brought.
 * @throws HarSyntaxError naming the place
 */
export async function* readHarItems(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<readonly HarItem[]> {
  let items: HarItem[] = []
  let failure: Error | null = null
  let at = 'before its first entry'
  const parser = new JSONParser({ paths, keepStack: false, stringBufferSize: 64 << 10 })
  parser.onError = (error) => (failure ??= error)
  parser.onValue = ({ value, key, stack }) => {
    const index = stack[entryDepth]?.key
    const field = String(stack[entryDepth + 1]?.key ?? key) as HarField
    if (typeof index === 'number') at = `in log.entries[${index}]`
    items.push({ entry: typeof index === 'number' ? index : null, field, value })
  }
  for await (const piece of pieces) {
    try {
      parser.write(piece)
    } catch (error) {
      // A text may be longer than the platform can hold.
      failure ??= error as Error
    }
    yield items
    items = []
    if (failure !== null) throw new HarSyntaxError(`The file is not JSON any more ${at}: ${sayError(failure)}`)
  }
  if (!parser.isEnded) throw new HarSyntaxError(`The file ends ${at}.`)
}

const sayError = (error: Error): string => error.message.split('\n')[0] ?? ''
