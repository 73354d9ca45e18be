// Step 3 of routing: the order in which candidates are attempted. Listed providers first, the rest by a weighted draw
// whose seed is the request's id, so the same request always gets the same plan (GATEWAY.md 3.5).
import type { Candidate } from './candidates'
import { isListed } from './stages'

export function orderCandidates(candidates: readonly Candidate[], order: readonly string[], seed: string): Candidate[] {
  const listed = order.flatMap((id) => candidates.filter((c) => c.provider.id.toLowerCase() === id))
  const rest = candidates.filter((c) => !isListed(order, c.provider.id))
  return [...new Set(listed), ...drawByWeight(rest, createRandom(seed))]
}

function drawByWeight(candidates: readonly Candidate[], random: () => number): Candidate[] {
  const left = [...candidates]
  const drawn: Candidate[] = []
  while (left.length > 0) {
    const total = left.reduce((sum, c) => sum + c.route.weight, 0)
    let ticket = random() * total
    const at = left.findIndex((c) => (ticket -= c.route.weight) < 0)
    drawn.push(...left.splice(at < 0 ? left.length - 1 : at, 1))
  }
  return drawn
}

/** mulberry32 over an FNV-1a hash: small, fast and the same on every machine. */
export function createRandom(seed: string): () => number {
  let state = 0x811c9dc5
  for (let i = 0; i < seed.length; i += 1) state = Math.imul(state ^ seed.charCodeAt(i), 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
