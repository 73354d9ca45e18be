// Running the chaos grid: which of it, and on what.
import * as z from 'zod'
import { chaosModes } from '#shared/chaos/grid'
import { regressionSchema } from '#shared/chaos/schema'

/** Chosen by the caller; progress carries it. */
const runId = z.string().min(1).max(64)

export const chaosSchema = z.strictObject({
  runId,
  model: z.string().min(1),
  /** Whom the faults happen to; left out, whoever is asked first. */
  provider: z.string().min(1).optional(),
  /** Default: all. */
  modes: z.array(z.enum(chaosModes)).min(1).optional(),
  /** Names of rows; default: all. */
  rows: z.array(z.string()).min(1).optional(),
  profile: z.enum(['documented', 'open-responses']).optional(),
})

export type ChaosParams = z.output<typeof chaosSchema>

/** The rows, the model and the profile are the file's. */
export const chaosRerunSchema = z.strictObject({ runId, regression: regressionSchema })

export type ChaosRerunParams = z.input<typeof chaosRerunSchema>
