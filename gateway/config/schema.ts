// gatescope.config.json: its shape and what a wrong key or value is told. Defaults live here and nowhere else.
import * as z from 'zod'
import { faultSchema } from '#shared/fault/schema'
import { nearest } from '#shared/nearest'

/** US dollars. The bound keeps what any request can cost within exact integers. */
const price = z.number().min(0).max(100_000)
const status = z.string().min(1)

const rates = {
  input_per_mtok: price,
  /** Tokens read from a cache; left out, they cost what any input costs. */
  cached_input_per_mtok: price.optional(),
  /** Tokens written to a cache; left out, they cost what any input costs. */
  cache_write_per_mtok: price.optional(),
  output_per_mtok: price,
  /** Tokens the model thought; left out, they cost what any output costs. */
  reasoning_per_mtok: price.optional(),
}

const tier = z.strictObject({ above_tokens: z.number().int().min(0), ...rates })

const pricing = z.strictObject({
  ...rates,
  /** For each request, whatever its size. */
  request: price.optional(),
  /** Other rates for a whole request whose input is larger. */
  tiers: z.array(tier).optional(),
})

const provider = z.strictObject({
  id: z.string().min(1),
  /** null reproduces a provider the gateway has no adapter for */
  adapter: z.string().min(1).nullable().optional(),
  label: z.string().optional(),
  base_url: z.url({ protocol: /^https?$/ }).optional(),
  api_key: z.string().optional(),
  enabled: z.boolean().optional(),
  simulate: z.boolean().optional(),
  dialect: z.enum(['responses', 'chat-completions']).optional(),
  alpha: z.boolean().optional(),
  status: status.optional(),
  routing_status: status.optional(),
})

const modelRoute = z.strictObject({
  provider: z.string().min(1),
  model: z.string().min(1),
  endpoints: z.array(z.string()).default(['responses']),
  weight: z.number().positive().default(1),
  pricing: pricing.optional(),
  /** tiers besides the ordinary one; left out = any */
  service_tiers: z.array(z.string().min(1)).optional(),
  /** what is known about parameters, by their dotted names; it overrides what the wire format says */
  params: z.record(z.string(), z.boolean()).optional(),
  max_output_tokens: z.number().int().min(1).optional(),
  routing_status: status.default('active'),
  capability_status: status.default('active'),
})

const model = z.strictObject({
  id: z.string().min(1),
  name: z.string().optional(),
  providers: z.array(modelRoute),
})

/** The longest a timer can run; anything above would fire at once. */
const milliseconds = z.number().int().min(1).max(2_147_483_647)

const limit = z.number().int().min(1).nullable()

export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  gateway: z
    .strictObject({
      port: z.number().int().min(0).max(65_535).optional(),
      profile: z.enum(['documented', 'open-responses']).default('documented'),
      websocket: z.boolean().default(true),
      /** serves models on the websocket whose provider has none, by way of SSE; lifts the rule of OpenAI models only */
      websocket_bridge: z.boolean().default(false),
      websocket_limit: z.number().int().min(1).default(1024),
      attempt_timeout_ms: milliseconds.default(120_000),
      total_timeout_ms: milliseconds.default(600_000),
      /** what the session library may hold; beyond it the oldest sessions that are not pinned are forgotten; null = no limit */
      retention: z
        .strictObject({
          bytes: limit.default(2_000_000_000),
          sessions: limit.default(null),
          days: limit.default(null),
        })
        .prefault({}),
      channels: z
        .strictObject({
          beta: z.boolean().default(false),
          alpha: z.boolean().default(false),
          testing: z.boolean().default(false),
        })
        .prefault({}),
    })
    .prefault({}),
  providers: z.array(provider).default([]),
  models: z.array(model).default([]),
  faults: z.array(faultSchema).default([]),
})

export type Config = z.output<typeof configSchema>
export type Profile = Config['gateway']['profile']
export type ProviderConfig = Config['providers'][number]
export type ModelConfig = Config['models'][number]
export type ModelRoute = ModelConfig['providers'][number]
export type Pricing = z.output<typeof pricing>

export type ConfigProblem = { readonly path: string; readonly message: string }
export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] }

export function parseConfig(value: unknown): ParsedConfig {
  const parsed = configSchema.safeParse(value)
  if (parsed.success) return { ok: true, config: parsed.data }
  return {
    ok: false,
    problems: parsed.error.issues.flatMap((issue) => {
      const path = issue.path.join('.')
      if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
      return issue.keys.map((key) => ({
        path: [path, key].filter((part) => part !== '').join('.'),
        message: `unknown key; did you mean "${nearest(key, knownKeys)}"?`,
      }))
    }),
  }
}

const knownKeys: readonly string[] = [
  ...new Set(
    [
      configSchema,
      provider,
      modelRoute,
      model,
      faultSchema,
      pricing,
      tier,
      configSchema.shape.gateway.unwrap(),
      configSchema.shape.gateway.unwrap().shape.channels.unwrap(),
      configSchema.shape.gateway.unwrap().shape.retention.unwrap(),
    ].flatMap((schema) => Object.keys(schema.shape)),
  ),
]
