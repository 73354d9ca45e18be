// What two sequences share and in which stretches they part: the shortest way from one to the other (Myers, 1986), so that what
// is counted as gone one way is counted as come the other way.

export type Stretch = {
  readonly kind: 'same' | 'removed' | 'added'
  /** Where it begins in either; it takes `length` of the one it is of, or of both. */
  readonly a: number
  readonly b: number
  readonly length: number
}

/** Steps that are remembered grow with the square of the way: beyond this the two have too little in common to be lined up. */
export const mostEdits = 4_000

/** Null when more than `most` elements came or went. */
export function align(a: readonly string[], b: readonly string[], most = mostEdits): Stretch[] | null {
  const shorter = Math.min(a.length, b.length)
  let head = 0
  while (head < shorter && a[head] === b[head]) head += 1
  let tail = 0
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1
  const middle = findWay(a.slice(head, a.length - tail), b.slice(head, b.length - tail), most)
  if (middle === null) return null
  const stretches: Stretch[] = []
  const add = (stretch: Stretch) => {
    if (stretch.length > 0) stretches.push(stretch)
  }
  add({ kind: 'same', a: 0, b: 0, length: head })
  for (const stretch of middle) add({ ...stretch, a: stretch.a + head, b: stretch.b + head })
  add({ kind: 'same', a: a.length - tail, b: b.length - tail, length: tail })
  return join(stretches)
}

function findWay(a: readonly string[], b: readonly string[], most: number): Stretch[] | null {
  const [n, m] = [a.length, b.length]
  const limit = Math.min(n + m, most)
  const reach = new Int32Array(2 * limit + 3)
  const at = (k: number) => reach[k + limit + 1] ?? 0
  /** How far each diagonal had come before the step: every other one, as a step moves those between. */
  const trail: Int32Array[] = []
  for (let d = 0; d <= limit; d += 1) {
    trail.push(Int32Array.from({ length: d }, (_, i) => at(2 * i + 1 - d)))
    for (let k = -d; k <= d; k += 2) {
      let x = k === -d || (k !== d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1
      while (x < n && x - k < m && a[x] === b[x - k]) x += 1
      reach[k + limit + 1] = x
      if (x >= n && x - k >= m) return walkBack(trail, n, m)
    }
  }
  return null
}

function walkBack(trail: readonly Int32Array[], n: number, m: number): Stretch[] {
  const stretches: Stretch[] = []
  let [x, y] = [n, m]
  for (let d = trail.length - 1; d > 0; d -= 1) {
    const before = trail[d]
    const at = (k: number) => (Math.abs(k) < d ? (before?.[(k + d - 1) / 2] ?? 0) : 0)
    const k = x - y
    const isDown = k === -d || (k !== d && at(k - 1) < at(k + 1))
    const fromX = isDown ? at(k + 1) : at(k - 1)
    const fromY = fromX - (isDown ? k + 1 : k - 1)
    const stepX = isDown ? fromX : fromX + 1
    const shared = x - stepX
    if (shared > 0) stretches.push({ kind: 'same', a: stepX, b: y - shared, length: shared })
    stretches.push({ kind: isDown ? 'added' : 'removed', a: fromX, b: fromY, length: 1 })
    x = fromX
    y = fromY
  }
  if (x > 0) stretches.push({ kind: 'same', a: 0, b: 0, length: x })
  return stretches.reverse()
}

/** Neighbours of one kind as one; what came stands behind what went where both meet. */
function join(stretches: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = []
  for (let i = 0; i < stretches.length;) {
    const first = stretches[i]
    if (!first) break
    let end = i
    while (end < stretches.length && isAlike(first, stretches[end])) end += 1
    const group = stretches.slice(i, end)
    const total = (kind: Stretch['kind']) => group.filter((s) => s.kind === kind).reduce((sum, s) => sum + s.length, 0)
    if (first.kind === 'same') joined.push({ ...first, length: total('same') })
    else {
      const [removed, added] = [total('removed'), total('added')]
      if (removed > 0) joined.push({ kind: 'removed', a: first.a, b: first.b, length: removed })
      if (added > 0) joined.push({ kind: 'added', a: first.a + removed, b: first.b, length: added })
    }
    i = end
  }
  return joined
}

const isAlike = (a: Stretch, b: Stretch | undefined): boolean =>
  b !== undefined && (a.kind === 'same') === (b.kind === 'same')
