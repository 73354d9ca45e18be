// Money without rounding surprises. Prices are written in dollars per million tokens; one millionth of a dollar for a
// million tokens is a picodollar a token, so every price is a whole number of those, and all arithmetic is on integers.

const picosPerNano = 1_000n

/** Picodollars for one token. */
export const picosPerToken = (perMillion: number): bigint => BigInt(Math.round(perMillion * 1e6))

/** To the nearest nanodollar, halves up. */
export const toNanos = (picos: bigint): bigint => (picos + picosPerNano / 2n) / picosPerNano

/** Nanodollars for an amount in dollars. */
export const nanosOf = (dollars: number): bigint => BigInt(Math.round(dollars * 1e9))

/** Dollars as a decimal with all nine digits, as `total_usd_str` has them. */
export const spellNanos = (nanos: bigint): string => spell(nanos, 9)

/** Dollars for one token as a decimal without an exponent: `0.00000125`. */
export const perToken = (perMillion: number): string => {
  const text = spell(picosPerToken(perMillion), 12).replace(/0+$/, '')
  return text.endsWith('.') ? text.slice(0, -1) : text
}

/** An integer of the smallest unit with a point before its last `digits` digits. */
function spell(amount: bigint, digits: number): string {
  const text = String(amount).padStart(digits + 1, '0')
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`
}
