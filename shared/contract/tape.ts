// Edits of a tape as they cross the border of the window.
import * as z from 'zod'
import type { TapeEdit } from '#shared/replay/edits'

const seq = z.number().int().min(0)

export const tapeEditSchema: z.ZodType<TapeEdit, TapeEdit> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('drop'), seq }),
  z.strictObject({ kind: z.literal('duplicate'), seq }),
  /** A day at most. */
  z.strictObject({ kind: z.literal('delay'), seq, ms: z.number().min(0).max(86_400_000) }),
  z.strictObject({ kind: z.literal('replace'), seq, text: z.string() }),
  z.strictObject({ kind: z.literal('cut'), seq }),
])

export const tapeParams = z.strictObject({
  id: z.string().min(1),
  edits: z.array(tapeEditSchema).max(10_000),
  /** The label of the new session. */
  name: z.string().min(1).max(200).optional(),
})
