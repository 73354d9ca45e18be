// A routing decision without a request: what is asked, what is supposed, and what would come of it (GATEWAY.md 3, 8.1).
import * as z from 'zod'
import type { RoutingDiagnostics } from '#shared/open-responses/diagnostics'
import { basisSchema, routePriceSchema, type RecordedBasis } from '#shared/session/basis'

const ids = z.array(z.string().min(1))
const health = z.strictObject({
  breaker: z.enum(['closed', 'open', 'half_open']).optional(),
  /** 0 to 1, of the last five minutes. */
  successRate: z.number().min(0).max(1).optional(),
  latencyMs: z.number().min(0).optional(),
  tokensPerSecond: z.number().min(0).optional(),
})

const providerSwitch = z.strictObject({
  /** `live`: with a key. `simulated`: the simulator stands in for it. `none`: neither. */
  mode: z.enum(['live', 'simulated', 'none']).optional(),
  enabled: z.boolean().optional(),
  status: z.string().min(1).optional(),
  routingStatus: z.string().min(1).optional(),
  health: health.optional(),
})

const priceSwitch = z.strictObject({
  provider: z.string().min(1),
  /** As the catalogue names it. */
  model: z.string().min(1),
  /** null: not known. */
  price: routePriceSchema.nullable(),
})

/** What is to be otherwise; whatever is left out stays as it is. */
const switchesSchema = z.strictObject({
  providers: z.record(z.string(), providerSwitch).optional(),
  prices: z.array(priceSwitch).optional(),
  channels: z
    .strictObject({ beta: z.boolean().optional(), alpha: z.boolean().optional(), testing: z.boolean().optional() })
    .optional(),
  /** In place of those in the request. */
  hints: z
    .strictObject({
      only: ids.optional(),
      ignore: ids.optional(),
      order: ids.optional(),
      includeAlpha: z.boolean().optional(),
    })
    .optional(),
  profile: z.enum(['documented', 'open-responses']).optional(),
  websocketBridge: z.boolean().optional(),
  /** Whose credential pays: `client` is one that only a provider which passes it through may see. */
  bearer: z.enum(['gateway', 'client']).optional(),
})

export const dryRunSchema = z.strictObject({
  /** The exact text of a body, or of a websocket message; valid or not. */
  body: z.string(),
  transport: z.enum(['json', 'sse', 'websocket']),
  switches: switchesSchema.optional(),
  /** Decide as it was at a recorded decision (the `basis` of its frame), in place of now. */
  basis: basisSchema.optional(),
})

export type Switches = z.output<typeof switchesSchema>
export type DryRunParams = z.output<typeof dryRunSchema>

/** Either `plan` names who would be asked, or `refusal` is what the client would get without anyone being asked. */
export type DryRun = {
  /** As a `routed` frame has it; null: refused before routing. */
  readonly diagnostics: RoutingDiagnostics | null
  readonly plan: readonly { readonly provider: string; readonly model: string; readonly simulated: boolean }[]
  readonly refusal: DryRefusal | null
  /** What it was decided on, switches and all; null: refused before routing. */
  readonly basis: RecordedBasis | null
}

export type DryRefusal = {
  /** Of the answer, or in the error event on a websocket. */
  readonly status: number
  readonly error: string
  readonly reason: string | null
  readonly description: string
  /** The envelope or the error event, word for word. */
  readonly body: Readonly<Record<string, unknown>>
}
