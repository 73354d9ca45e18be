// A whole event stream taken apart again: the blocks it is made of, as the splitter of the live path gives them.
import { eventData } from '#shared/open-responses/events'

const lineEnd = '(?:\\r\\n|\\n|\\r(?!\\n))'
const blankLine = new RegExp(`${lineEnd}(${lineEnd})`, 'g')
const emptyBlock = new RegExp(lineEnd, 'y')

/** Each block with its closing blank line; what never ended comes last. */
export function* splitBlocks(text: string): Generator<string> {
  let from = text.startsWith('\uFEFF') ? 1 : 0
  while (from < text.length) {
    emptyBlock.lastIndex = from
    blankLine.lastIndex = from
    const end = emptyBlock.test(text) ? emptyBlock.lastIndex : endOfBlock(text)
    yield text.slice(from, end)
    from = end
  }
}

const endOfBlock = (text: string): number => (blankLine.test(text) ? blankLine.lastIndex : text.length)

/** Whether a client is told of the block: one without data is none (WHATWG event streams). */
export const dispatches = (block: string): boolean => eventData(block) !== ''

/** null when the block leaves the id as it was. */
export function eventId(block: string): string | null {
  const match = /(?:^|[\n\r])id(?::[ ]?([^\n\r]*))?(?=[\n\r]|$)/.exec(block)
  const id = match?.[1] ?? ''
  return match === null || id.includes('\0') ? null : id
}

/** A block as somebody who only kept its parts would write it. */
export function formatBlock(name: string, id: string, data: string): string {
  const lines = [
    ...(name === '' || name === 'message' ? [] : [`event: ${name}`]),
    ...(id === '' ? [] : [`id: ${id}`]),
    ...data.split('\n').map((line) => `data: ${line}`),
  ]
  return `${lines.join('\n')}\n\n`
}
