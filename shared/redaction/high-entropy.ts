// Tokens that no rule knows and that look drawn by chance: an export stops at them until somebody has said what they are. Ids
// are drawn by chance too, so those the API and this gateway make are known by their form and by the field they stand in.
import type { Span } from '#shared/redaction/spans'

const run = /[A-Za-z0-9+/=_-]{20,}/g
/** Longer than any key: what an image or a sealed thought is made of. Private keys are known by their first line. */
const longest = 4096

/** Forms of ids that stand in every session. */
const ids = new RegExp(
  `^(?:${[
    // Ours, and those of requests, responses, items and calls of the APIs behind it.
    'G-[0-9A-HJKMNP-TV-Z]{26}',
    '(?:resp|msg|rs|fc|ctc|ws|fs|ci|ig|mcp|mcpl|mcpr|cmp|lsh|item|call|toolu|srvtoolu|chatcmpl|gen|req|run|thread|step|asst|file|vs|batch|cntr|conv|fp|user|org|proj|evt|ses|fault)[-_][A-Za-z0-9_-]+',
    '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    // W3C trace context.
    '00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}',
  ].join('|')})$`,
  'i',
)

/** Words, numbers and what joins them: `gpt-4o-mini-2024-07-18`, `maxOutputTokens`, `SOME_CONSTANT_2`. */
const word = /^(?:[a-z]*(?:[A-Z][a-z]*)*|[A-Z]+|[a-z]\d{1,2}[a-z]{0,2})\d{0,10}$|^\d+[A-Za-z]{0,3}$/

export type Suspect = Span & { readonly text: string; readonly bits: number }

/** What in a text looks drawn by chance. `bits` of information a character. */
export function findHighEntropy(text: string): readonly Suspect[] {
  if (text.length < 20) return []
  const found: Suspect[] = []
  for (const { 0: all, index } of text.matchAll(run)) {
    // Padding only ends a token; what stands before it is a name.
    const token = all.slice(all.search(/[^=]/)).replace(/^[A-Za-z_-]{1,32}=(?=.)/, '')
    const bits = judge(token)
    if (bits === null) continue
    const start = index + all.length - token.length
    found.push({ start, end: start + token.length, rule: 'high-entropy', text: token, bits })
  }
  return found
}

/** Null for what is none. */
function judge(token: string): number | null {
  if (token.length < 20 || token.length > longest || ids.test(token)) return null
  const bits = bitsPerCharacter(token)
  // Drawn from sixteen signs there is less in each: it takes 32 of them to make a key.
  if (/^[0-9a-f]+$|^[0-9A-F]+$/.test(token)) return token.length >= 32 && /\D/.test(token) && bits >= 3 ? bits : null
  if (bits < 3.5 || isWordy(token)) return null
  return bits
}

function isWordy(token: string): boolean {
  const parts = token.split(/[-_+/=]+/).filter((part) => part !== '')
  if (!parts.every((part) => word.test(part))) return false
  const letters = token.replace(/[^A-Za-z]/g, '')
  const capitals = letters.replace(/[^A-Z]/g, '').length
  // Every other letter a capital: nobody writes names like that.
  return (
    capitals <= letters.length * 0.35 ||
    capitals === letters.length ||
    parts.every((part) => /^(?:[A-Z]+|[a-z]+|\d+)$/.test(part))
  )
}

function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>()
  for (const sign of text) counts.set(sign, (counts.get(sign) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}
