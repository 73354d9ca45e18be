// What a routing decision rested on besides the request, as a recording holds it: with it, yesterday's decision can be made
// again today, whatever the configuration and the providers' health have become since (GATEWAY.md 3.1, 3.5 and 3.6).
import * as z from 'zod'

const known = z.number().nullable()

const health = z.object({
  breaker: z.enum(['closed', 'open', 'half_open']),
  /** null while the breaker is closed, and for one that stays open. */
  untilMs: known,
  successRate: known,
  latencyMs: known,
  tailLatencyMs: known,
  tokensPerSecond: known,
  observations: z.number(),
})

/** A provider as routing sees it: neither its address nor its key. */
const provider = z.object({
  id: z.string(),
  label: z.string(),
  adapter: z.string().nullable(),
  dialect: z.enum(['responses', 'chat-completions']),
  passThrough: z.boolean(),
  enabled: z.boolean(),
  mode: z.enum(['live', 'simulated', 'none']),
  status: z.string(),
  routingStatus: z.string(),
})

export const routePriceSchema = z.object({ input_per_mtok: z.number().min(0), output_per_mtok: z.number().min(0) })

const route = z.object({
  model: z.string(),
  endpoints: z.array(z.string()),
  weight: z.number(),
  routing_status: z.string(),
  capability_status: z.string(),
  pricing: routePriceSchema.exactOptional(),
  service_tiers: z.array(z.string()).exactOptional(),
  params: z.record(z.string(), z.boolean()).exactOptional(),
  max_output_tokens: z.number().exactOptional(),
})

export const basisSchema = z.object({
  /** Every draw of the decision comes from it. */
  seed: z.string(),
  profile: z.enum(['documented', 'open-responses']),
  websocketBridge: z.boolean(),
  /** Whose credential pays. */
  bearer: z.enum(['gateway', 'client']),
  channels: z.object({ beta: z.boolean(), alpha: z.boolean(), testing: z.boolean() }),
  /** As it was asked for, and what it was taken for. */
  asked: z.string(),
  model: z.string(),
  /** Whoever the catalogue had for the model, whether it could serve or not. */
  rows: z.array(z.object({ provider, route, health })),
})

export type RecordedBasis = z.output<typeof basisSchema>
export type CandidateHealth = Readonly<z.output<typeof health>>
