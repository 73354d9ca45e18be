// Running the chaos grid: which of it, and on what.
import * as z from 'zod'
import { chaosModes } from '#shared/chaos/grid'

export const chaosSchema = z.strictObject({
  /** Chosen by the caller; progress carries it. */
  runId: z.string().min(1).max(64),
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
