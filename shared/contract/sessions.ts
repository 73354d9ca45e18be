// The session library's own commands: what is asked of it and what it answers.
import * as z from 'zod'
import { cleanTag, labelLimits, type SessionLabel } from '#shared/session/label'
import type { SessionSummary } from '#shared/session/summary'

const ids = z.array(z.string().min(1)).min(1).max(100_000)

const upTo = (what: string, characters: number) =>
  z.string().max(characters, `A ${what} has at most ${characters.toLocaleString('en')} characters.`)

const tag = upTo('tag', labelLimits.tag).refine((text) => cleanTag(text) !== '', 'A tag needs at least one character.')
const tags = z.array(tag).max(100).optional()

const labelChange = z.strictObject({
  name: upTo('name', labelLimits.name).nullable().optional(),
  tags: z.strictObject({ add: tags, remove: tags }).optional(),
  note: upTo('note', labelLimits.note).nullable().optional(),
  pinned: z.boolean().optional(),
})

const storedLabel = z.object({
  name: z.string().max(labelLimits.name).nullable(),
  tags: z.array(z.string().max(labelLimits.tag)).max(labelLimits.tags),
  note: z.string().max(labelLimits.note).nullable(),
  pinned: z.boolean(),
})

/** null for what is no label: a file may hold anything. */
export function readLabel(value: unknown): SessionLabel | null {
  const parsed = storedLabel.safeParse(value)
  return parsed.success ? parsed.data : null
}

export const idsParams = z.strictObject({ ids })
export const labelParams = z.strictObject({ ids, change: labelChange })
export const searchParams = z.strictObject({
  /** Words, and "several in quotes" as one; a session has all of them. */
  text: z.string().max(1_000),
  limit: z.number().int().min(1).max(1_000),
  /** Only sessions older than this one. */
  before: z.string().min(1).optional(),
})

export type SessionLabels = Readonly<Record<string, SessionLabel>>

export type SessionList = {
  readonly sessions: readonly SessionSummary[]
  readonly total: number
  /** Of those sessions that have one. */
  readonly labels: SessionLabels
}

export type SearchHit = {
  readonly id: string
  /** Where the words were found: `name`, `tags`, `note`, `request`, `answer`, `error` or `model`. */
  readonly where: string
  readonly excerpt: string
}

export type SearchResult = {
  /** Newest first. */
  readonly hits: readonly SearchHit[]
  readonly more: boolean
  /** False when files had to be read for it: the index was not finished, or there is none. */
  readonly indexed: boolean
}

export type SessionUsage = {
  /** Of the session files. */
  readonly bytes: number
  readonly sessions: number
  readonly pinned: number
  /** When the oldest began, Unix ms. */
  readonly oldest: number | null
  readonly limits: { readonly bytes: number | null; readonly sessions: number | null; readonly days: number | null }
}
