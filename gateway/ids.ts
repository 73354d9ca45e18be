// Generation ids: `G-` and a ULID (GATEWAY.md 0.3): 10 characters of time, 16 of randomness, rising within a millisecond.
import { randomBytes } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export type Ids = { readonly generation: () => string }

export function createIds(now: () => number): Ids {
  let lastTime = -1
  const random = new Uint8Array(16)
  return {
    generation: () => {
      const time = Math.max(now(), lastTime)
      if (time === lastTime) increment(random)
      else random.set(randomBytes(16).map((b) => b & 31))
      lastTime = time
      let id = ''
      for (let i = 9, rest = time; i >= 0; i -= 1, rest = Math.floor(rest / 32)) id = alphabet[rest % 32] + id
      for (const digit of random) id += alphabet[digit]
      return `G-${id}`
    },
  }
}

function increment(digits: Uint8Array): void {
  for (let i = digits.length - 1; i >= 0; i -= 1) {
    if (digits[i] !== 31) {
      digits[i] = (digits[i] ?? 0) + 1
      return
    }
    digits[i] = 0
  }
}
