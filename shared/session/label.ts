// What a reader says about a session: its name, tags, note and pin. Kept beside the recording, which nobody edits.

export type SessionLabel = {
  readonly name: string | null
  readonly tags: readonly string[]
  readonly note: string | null
  /** Never forgotten by itself. */
  readonly pinned: boolean
}

/** What is left out stays as it is; null, and a text of nothing but spaces, takes away. */
export type LabelChange = {
  readonly name?: string | null | undefined
  readonly tags?:
    | { readonly add?: readonly string[] | undefined; readonly remove?: readonly string[] | undefined }
    | undefined
  readonly note?: string | null | undefined
  readonly pinned?: boolean | undefined
}

export const noLabel: SessionLabel = { name: null, tags: [], note: null, pinned: false }

export const isBlank = ({ name, tags, note, pinned }: SessionLabel): boolean =>
  name === null && note === null && tags.length === 0 && !pinned

/** In characters; of tags, how many a session has and how long one is. */
export const labelLimits = { name: 200, tags: 20, tag: 40, note: 10_000 } as const

export function changeLabel(label: SessionLabel, change: LabelChange): SessionLabel {
  const { name, note, pinned } = change
  return {
    name: name === undefined ? label.name : orNull(name?.trim()),
    tags: changeTags(label.tags, change.tags?.add ?? [], change.tags?.remove ?? []),
    note: note === undefined ? label.note : orNull(note?.trim() === '' ? '' : note),
    pinned: pinned ?? label.pinned,
  }
}

const orNull = (text: string | null | undefined): string | null => text || null

/** One word to the reader, however it was typed. */
export const cleanTag = (text: string): string => text.trim().replace(/\s+/g, ' ')

/** `Bug` and `bug` are one tag, written as it was first. */
function changeTags(before: readonly string[], add: readonly string[], remove: readonly string[]): readonly string[] {
  const removed = new Set(remove.map(keyOf))
  const kept = new Map(before.filter((tag) => !removed.has(keyOf(tag))).map((tag) => [keyOf(tag), tag]))
  for (const tag of add.map(cleanTag)) if (tag !== '' && !kept.has(keyOf(tag))) kept.set(keyOf(tag), tag)
  return [...kept.values()]
}

const keyOf = (tag: string): string => cleanTag(tag).toLowerCase()
