// Reading a regression file, which may have been edited by hand.
import * as z from 'zod'
import { chaosModes } from '#shared/chaos/grid'
import { regressionFormat } from '#shared/chaos/regression'
import { faultSchema } from '#shared/fault/schema'

const text = z.string().nullable()

const result = z
  .strictObject({
    status: z.number().int().nullable(),
    error: text,
    reason: text,
    verdict: z.enum(['streaming', 'idle', 'complete', 'truncated', 'failed', 'failed_mid_stream', 'aborted']),
    provider: text,
    attempts: z.number().int(),
    diagnostics: z.boolean(),
  })
  .partial()

export const regressionSchema = z.strictObject({
  format: z.literal(regressionFormat),
  version: z.literal(1),
  model: z.string().min(1),
  profile: z.enum(['documented', 'open-responses']),
  rows: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        title: z.string().default(''),
        fault: faultSchema.nullable(),
        expect: z.partialRecord(z.enum(chaosModes), result),
      }),
    )
    .max(500)
    .refine((rows) => new Set(rows.map(({ name }) => name)).size === rows.length, 'two rows have the same name'),
})
