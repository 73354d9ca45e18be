// The names in a sentence, to be set apart from its words.

export type Piece = { readonly text: string; readonly isName: boolean }

/** A name counts where it stands as a word of its own; of two that overlap, the longer. */
export function splitNames(sentence: string, names: readonly string[]): Piece[] {
  const known = names.filter((name) => name !== '').sort((a, b) => b.length - a.length)
  if (known.length === 0) return [{ text: sentence, isName: false }]
  const escaped = known.map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`))
  const pattern = new RegExp(`(?<![\\w/-])(${escaped.join('|')})(?![\\w/-])`)
  return sentence
    .split(pattern)
    .map((text, index) => ({ text, isName: index % 2 === 1 }))
    .filter(({ text }) => text !== '')
}
