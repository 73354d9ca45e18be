// What differs between two texts, as one replacement: an edit from elsewhere keeps the editor's cursor and its undo history.
export type Change = { readonly from: number; readonly to: number; readonly insert: string }

/** Null when nothing differs. */
export function findChange(before: string, after: string): Change | null {
  if (before === after) return null
  const shorter = Math.min(before.length, after.length)
  let from = 0
  while (from < shorter && before[from] === after[from]) from += 1
  let tail = 0
  while (tail < shorter - from && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1
  return { from, to: before.length - tail, insert: after.slice(from, after.length - tail) }
}
