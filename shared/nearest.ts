// "Did you mean": the known word nearest to one that is unknown, by the number of letters to change.

export const nearest = (word: string, known: readonly string[]): string => nearestFew(word, known, 1)[0] ?? ''

export function nearestFew(word: string, known: readonly string[], count: number): string[] {
  const ranked = known.map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
  ranked.sort((a, b) => a.distance - b.distance)
  return ranked.slice(0, count).map(({ name }) => name)
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
