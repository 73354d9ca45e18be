// What is written about one session or several, as a form and back: a form says only what was changed in it.
import type { Params } from '#shared/contract/commands'
import { cleanTag, labelLimits, type SessionLabel } from '#shared/session/label'

export type LabelChange = Params<'sessions.label'>['change']

/** `null`: it is not the same for all, and stays as it is. */
export type LabelForm = {
  readonly name: string | null
  readonly note: string | null
  /** With how many of them have it. */
  readonly tags: readonly { readonly tag: string; readonly count: number }[]
}

export function readForm(labels: readonly SessionLabel[]): LabelForm {
  const counts = new Map<string, number>()
  for (const { tags } of labels) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return {
    name: sameFor(labels.map(({ name }) => name ?? '')),
    note: sameFor(labels.map(({ note }) => note ?? '')),
    tags: [...counts].map(([tag, count]) => ({ tag, count })),
  }
}

function sameFor(texts: readonly string[]): string | null {
  const [first = ''] = texts
  return texts.every((text) => text === first) ? first : null
}

/** null: nothing to save. */
export function changeOf(before: LabelForm, after: LabelForm, of: number): LabelChange | null {
  const had = new Map(before.tags.map(({ tag, count }) => [tag, count]))
  const has = new Set(after.tags.map(({ tag }) => tag))
  const add = after.tags.filter(({ tag, count }) => count === of && had.get(tag) !== of).map(({ tag }) => tag)
  const remove = [...had.keys()].filter((tag) => !has.has(tag))
  const change: LabelChange = {
    ...textChange('name', before.name, after.name),
    ...textChange('note', before.note, after.note),
    ...(add.length + remove.length > 0 && { tags: { add, remove } }),
  }
  return Object.keys(change).length === 0 ? null : change
}

function textChange(field: 'name' | 'note', before: string | null, after: string | null): LabelChange {
  const text = after?.trim() ?? null
  if (text === null || text === (before?.trim() ?? null)) return {}
  return { [field]: text === '' ? null : text }
}

/** Tags as they were typed, parted by commas; none twice, in whatever case, and each as it was written first. */
export function addTags(form: LabelForm, typed: string, of: number): LabelForm {
  const tags = new Map(form.tags.map((had) => [had.tag.toLowerCase(), had]))
  for (const part of typed.split(',')) {
    const tag = cleanTag(part)
    const key = tag.toLowerCase()
    if (tag !== '') tags.set(key, { tag: tags.get(key)?.tag ?? tag, count: of })
  }
  return { ...form, tags: [...tags.values()] }
}

/** What would not be kept, and why; null: all of it would. */
export function problemOf({ tags }: LabelForm): string | null {
  const long = tags.find(({ tag }) => tag.length > labelLimits.tag)
  if (long) return `A tag has at most ${labelLimits.tag} characters. “${long.tag}” has ${long.tag.length}.`
  return tags.length > labelLimits.tags ? `A session has at most ${labelLimits.tags} tags.` : null
}

export const removeTag = (form: LabelForm, tag: string): LabelForm => ({
  ...form,
  tags: form.tags.filter((other) => other.tag !== tag),
})

/** Every tag there is, the most used first: what is likely meant next. */
export function knownTags(labels: Readonly<Record<string, SessionLabel>>): readonly string[] {
  return [...readForm(Object.values(labels)).tags].sort((a, b) => b.count - a.count).map(({ tag }) => tag)
}
