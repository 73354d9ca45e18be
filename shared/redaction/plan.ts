// A session is read twice when it is carried away: once to see all that has to be masked and whether anything is left that
// nobody has explained, and once to be written. Nothing is written before that is known.
import { redactFrame, type MaskedSpan, type Unexplained } from '#shared/redaction/redact-frame'
import type { CompiledRules } from '#shared/redaction/rules'
import { StreamTexts } from '#shared/redaction/stream-texts'
import type { Frame } from '#shared/session/frame'

export type RedactionPlan = {
  /** How many frames were seen: of a session that is still being recorded no more than these may be written. */
  readonly frames: number
  readonly clean: (frame: Frame) => Frame
  /** The first of them, in their order. */
  readonly masked: readonly MaskedSpan[]
  /** How many there are of each rule, all of them. */
  readonly counts: Readonly<Record<string, number>>
  /** Each token once. While there is one, nothing is carried away. */
  readonly blocked: readonly Blocked[]
}

export type Blocked = Unexplained & { readonly times: number }

/** More than anybody reads; all are counted. */
const mostListed = 5_000

export async function planRedaction(
  frames: AsyncIterable<Frame> | Iterable<Frame>,
  rules: CompiledRules,
): Promise<RedactionPlan> {
  const streams = new StreamTexts(rules)
  const masked: MaskedSpan[] = []
  const counts: Record<string, number> = {}
  const blocked = new Map<string, Blocked>()
  const note = (found: { readonly masked: readonly MaskedSpan[]; readonly unexplained: readonly Unexplained[] }) => {
    for (const span of found.masked) {
      if (!span.continues) counts[span.rule] = (counts[span.rule] ?? 0) + 1
      if (masked.length < mostListed) masked.push(span)
    }
    for (const token of found.unexplained) {
      const known = blocked.get(token.text)
      if (known) blocked.set(token.text, { ...known, times: known.times + 1 })
      else if (blocked.size < mostListed) blocked.set(token.text, { ...token, times: 1 })
    }
  }
  let count = 0
  for await (const frame of frames) {
    count += 1
    streams.see(frame)
    note(redactFrame(frame, rules, null))
  }
  const { pieces, ...found } = streams.end()
  note(found)
  masked.sort((a, b) => a.seq - b.seq)
  return {
    frames: count,
    clean: (frame) => redactFrame(frame, rules, pieces).frame,
    masked,
    counts,
    blocked: [...blocked.values()].sort((a, b) => a.seq - b.seq),
  }
}
