// The commands that carry sessions out of the library and into it, in pieces: neither side ever holds a whole file.
import * as z from 'zod'
import type { Blocked } from '#shared/redaction/plan'
import type { MaskedSpan } from '#shared/redaction/redact-frame'
import { portableFormats } from '#shared/formats/write'
import type { Skipped } from '#shared/formats/portable'

const fileId = z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _')
const place = z.number().int().min(0)

const text = z.string().min(1).max(4096)
const redactionRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('field'), path: text }),
  z.strictObject({ kind: z.literal('literal'), text }),
  z.strictObject({ kind: z.literal('pattern'), pattern: text }),
])
const redactionSchema = z.strictObject({
  rules: z.array(redactionRule).max(1_000),
  texts: z.boolean(),
  harmless: z.array(text).max(10_000),
})

export const exportParams = z.strictObject({
  ids: z.array(z.string().min(1)).min(1).max(10_000),
  format: z.enum(portableFormats),
  /** Besides credentials, which are always masked. */
  redact: redactionSchema.optional(),
})
export const exportReadParams = z.strictObject({ exportId: fileId, from: place })
/** The next piece of a file, at the byte where the last one ended. The caller chooses the id. */
export const importWriteParams = z.strictObject({ uploadId: fileId, base64: z.string().max(8 << 20), from: place })
export const importParams = z.strictObject({ uploadId: fileId, name: z.string().max(1024) })

export type OfSession = { readonly id: string }

export type ExportResult = {
  /** null: something is not explained, and so nothing was written. */
  readonly exportId: string | null
  readonly name: string
  readonly bytes: number
  /** The first places that were masked; `counts` has all of them by rule. */
  readonly masked: readonly (MaskedSpan & OfSession)[]
  readonly counts: Readonly<Record<string, number>>
  /** Tokens that look like secrets and are none that a rule knows. */
  readonly blocked: readonly (Blocked & OfSession)[]
}

export type ExportChunk = { readonly base64: string; readonly next: number; readonly atEnd: boolean }

export type ImportResult = { readonly ids: readonly string[]; readonly skipped: readonly Skipped[] }
