// What a key does in the list. Moving is worked out from where the reader is; everything else is named.

export type Keyed = {
  readonly key: string
  readonly shift: boolean
  /** Control, or Command where there is one. */
  readonly command: boolean
}

export type ListAction =
  /** `keep`: what is picked stays picked. `extend`: everything from where the reader began. */
  | { readonly kind: 'move'; readonly to: number; readonly extend: boolean; readonly keep: boolean }
  | { readonly kind: 'all' | 'pick' | 'open' | 'fold' | 'unfold' | 'over' | 'clear' }
  | { readonly kind: 'pin' | 'name' | 'tags' | 'delete' | 'parent' }

const page = 8

const steps: Readonly<Record<string, (from: number, count: number) => number>> = {
  ArrowDown: (from) => from + 1,
  j: (from) => from + 1,
  ArrowUp: (from) => Math.max(from, 1) - 1,
  k: (from) => Math.max(from, 1) - 1,
  Home: () => 0,
  End: (_from, count) => count - 1,
  PageDown: (from) => from + page,
  PageUp: (from) => from - page,
}

const alone: Readonly<Record<string, Exclude<ListAction['kind'], 'move'>>> = {
  Enter: 'open',
  ' ': 'pick',
  Escape: 'clear',
  ArrowLeft: 'over',
  p: 'pin',
  n: 'name',
  t: 'tags',
  u: 'parent',
  Delete: 'delete',
}

type Place = { readonly at: number; readonly count: number; readonly group: 'open' | 'closed' | null }

/** null: the key says nothing here. */
export function readKey({ key, shift, command }: Keyed, { at, count, group }: Place): ListAction | null {
  if (command && key.toLowerCase() === 'a') return { kind: 'all' }
  if (command && key === ' ') return { kind: 'pick' }
  const step = key.length > 1 || (!shift && !command) ? steps[key] : undefined
  if (step !== undefined) {
    if (count === 0) return null
    return { kind: 'move', to: Math.min(count - 1, Math.max(0, step(at, count))), extend: shift, keep: command }
  }
  if (command || shift) return null
  if (group !== null && turns(key, group)) return { kind: group === 'open' ? 'fold' : 'unfold' }
  const kind = alone[key]
  return kind === undefined ? null : { kind }
}

const turns = (key: string, group: 'open' | 'closed'): boolean =>
  key === 'Enter' || key === ' ' || key === (group === 'open' ? 'ArrowLeft' : 'ArrowRight')
