// What the model said in two runs, part by part: the second reasoning against the second, a call against the call of the same
// function. Items and indices of the wire make no difference, nor the pieces a text came in.
import { countChanged, diffWords, type WordDiff } from '#shared/inspect/compare/words'
import type { Output, OutputPart, PartKind } from '#shared/open-responses/output'

export type PartDiff = {
  readonly kind: PartKind
  /** Of a tool, what is called. */
  readonly name: string
  readonly words: WordDiff
  /** Only one of the two has it. */
  readonly only: 'a' | 'b' | null
  /** An image or a sound that is not the same; there is no saying by how much. */
  readonly mediaDiffers: boolean
  readonly same: boolean
}

export type TextDiff = {
  readonly parts: readonly PartDiff[]
  /** Words that differ, over all parts. */
  readonly words: number
  /** False where a part is too long or too different to be held against the other word by word. */
  readonly isAligned: boolean
  readonly same: boolean
}

export function compareText(a: Output, b: Output): TextDiff {
  const [first, second] = [keyParts(a), keyParts(b)]
  const keys = [...new Set([...first.keys(), ...second.keys()])]
  const parts = keys.map((key) => comparePart(first.get(key) ?? null, second.get(key) ?? null))
  return {
    parts,
    words: parts.reduce((sum, { words }) => sum + countChanged(words), 0),
    isAligned: parts.every(({ words }) => words.isAligned),
    same: parts.every(({ same }) => same),
  }
}

function keyParts({ parts }: Output): ReadonlyMap<string, OutputPart> {
  const counts = new Map<string, number>()
  return new Map(
    parts.map((part) => {
      const kind = part.kind === 'tool' ? `${part.kind} ${part.name}` : part.kind
      const nth = counts.get(kind) ?? 0
      counts.set(kind, nth + 1)
      return [`${kind} ${nth}`, part]
    }),
  )
}

function comparePart(a: OutputPart | null, b: OutputPart | null): PartDiff {
  const { kind, name } = (a ?? b) as OutputPart
  const words = diffWords(a?.text ?? '', b?.text ?? '')
  const mediaDiffers = (a?.media?.url ?? null) !== (b?.media?.url ?? null)
  const only = a === null ? 'b' : b === null ? 'a' : null
  return { kind, name, words, only, mediaDiffers, same: only === null && !mediaDiffers && countChanged(words) === 0 }
}
