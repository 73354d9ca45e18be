// Two JSON documents side by side: what went, what came, what is another value now. By structure, so that order and spacing
// of the text make no difference.
import { isContainer, pointerTo, type Path } from '#shared/diagnostics/patch'

export type Change = {
  readonly path: Path
  readonly kind: 'removed' | 'added' | 'changed'
  readonly before: unknown
  readonly after: unknown
}

export function diffJson(before: unknown, after: unknown, path: Path = []): Change[] {
  if (isContainer(before) && isContainer(after) && Array.isArray(before) === Array.isArray(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => {
      const at = [...path, Array.isArray(before) ? Number(key) : key]
      if (!Object.hasOwn(after, key)) return [change('removed', at, before[key], undefined)]
      if (!Object.hasOwn(before, key)) return [change('added', at, undefined, after[key])]
      return diffJson(before[key], after[key], at)
    })
  }
  return Object.is(before, after) ? [] : [change('changed', path, before, after)]
}

const change = (kind: Change['kind'], path: Path, before: unknown, after: unknown): Change => ({
  kind,
  path,
  before,
  after,
})

/** `input.0.content`: a path as it is spoken of. */
export const sayPath = (path: Path): string => (path.length === 0 ? 'body' : path.join('.'))

export const keyOf = ({ path }: Change): string => pointerTo(path)
