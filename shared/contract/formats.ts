// The commands that carry sessions out of the library and into it, in pieces: neither side ever holds a whole file.
import * as z from 'zod'
import { portableFormats } from '#shared/formats/write'
import type { Skipped } from '#shared/formats/portable'

const fileId = z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _')
const place = z.number().int().min(0)

export const exportParams = z.strictObject({
  ids: z.array(z.string().min(1)).min(1).max(10_000),
  format: z.enum(portableFormats),
  redact: z.looseObject({}).optional(),
})
export const exportReadParams = z.strictObject({ exportId: fileId, from: place })
/** The next piece of a file, at the byte where the last one ended. The caller chooses the id. */
export const importWriteParams = z.strictObject({ uploadId: fileId, base64: z.string().max(8 << 20), from: place })
export const importParams = z.strictObject({ uploadId: fileId, name: z.string().max(1024) })

/** A place in a frame's text that was masked, and the rule that asked for it. */
export type MaskedSpan = {
  readonly id: string
  readonly seq: number
  readonly start: number
  readonly end: number
  readonly rule: string
}

export type ExportResult = {
  readonly exportId: string
  readonly name: string
  readonly bytes: number
  readonly masked: readonly MaskedSpan[]
  readonly blocked: readonly MaskedSpan[]
}

export type ExportChunk = { readonly base64: string; readonly next: number; readonly atEnd: boolean }

export type ImportResult = { readonly ids: readonly string[]; readonly skipped: readonly Skipped[] }
