import { describe, expect, it } from 'vitest'
import { createIds } from './ids'

const form = /^G-[0-7][0-9A-HJKMNP-TV-Z]{25}$/

describe('a generation id is G- and a ULID', () => {
  it('in its form', () => {
    const ids = createIds(Date.now)
    for (let i = 0; i < 200; i += 1) expect(ids.generation()).toMatch(form)
  })
  it('whose first ten characters are the time', () => {
    const at = (ms: number) =>
      createIds(() => ms)
        .generation()
        .slice(2, 12)
    expect(at(0)).toBe('0000000000')
    expect(at(31)).toBe('000000000Z')
    expect(at(32)).toBe('0000000010')
    expect(at(1_469_918_176_385)).toBe('01ARYZ6S41')
    expect(at(2 ** 48 - 1)).toBe('7ZZZZZZZZZ')
  })
  it('and whose rest differs between two gateways', () => {
    const rests = new Set(
      Array.from({ length: 50 }, () =>
        createIds(() => 5)
          .generation()
          .slice(12),
      ),
    )
    expect(rests.size).toBe(50)
  })
})

describe('ids rise', () => {
  const rising = (now: () => number, count: number) => {
    const ids = createIds(now)
    const made = Array.from({ length: count }, () => ids.generation())
    expect([...made].sort()).toEqual(made)
    expect(new Set(made).size).toBe(count)
    return made
  }
  it('within one millisecond', () => {
    const made = rising(() => 7, 5_000)
    expect(new Set(made.map((id) => id.slice(0, 12))).size).toBe(1)
  })
  it('when the clock goes back', () => {
    let now = 1_000
    rising(() => (now -= 1), 500)
  })
  it('with the clock', () => {
    let now = 0
    rising(() => (now += 3), 500)
  })
})
