// A value that was megabytes, as something a window can lay out: the first of long lists, the beginning of long texts. What is
// left out is said in its place.
import { isContainer } from '#shared/diagnostics/patch'

const longestList = 500
const longestText = 20_000
const mostNodes = 20_000

export type Shortened = { readonly value: unknown; readonly isShortened: boolean }

export function shorten(value: unknown): Shortened {
  let nodes = 0
  let isShortened = false
  const leaveOut = (words: string): string => {
    isShortened = true
    return `… ${words}`
  }
  const clip = (text: string): string =>
    text.length <= longestText
      ? text
      : text.slice(0, longestText) + leaveOut(`${text.length - longestText} more characters`)
  const walk = (inner: unknown): unknown => {
    nodes += 1
    if (typeof inner === 'string') return clip(inner)
    if (!isContainer(inner)) return inner
    if (nodes > mostNodes) return leaveOut('left out')
    if (Array.isArray(inner)) {
      const shown = inner.slice(0, longestList).map(walk)
      return inner.length > longestList ? [...shown, leaveOut(`${inner.length - longestList} more`)] : shown
    }
    const fields = Object.entries(inner)
    const shown = fields.slice(0, longestList).map(([name, one]) => [name, walk(one)] as const)
    const rest = fields.length - longestList
    return Object.fromEntries(rest > 0 ? [...shown, ['…', leaveOut(`${rest} more`)]] : shown)
  }
  const shown = walk(value)
  return isShortened ? { value: shown, isShortened } : { value, isShortened }
}
