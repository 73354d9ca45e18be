// A fault as it is configured and as the console adds it: its fields, and which of them go together.
import * as z from 'zod'
import { forEver } from '#shared/fault/kind'
import { commonFields, faultKeys, fieldDocs, kindOf } from '#shared/fault/kinds'
import { gatewayErrorCodes } from '#shared/fault/gateway-errors'

const events = z.number().int().min(0).optional()
const milliseconds = z.number().min(0).max(forEver).optional()
const yes = z.literal(true).optional()
const whole = z.number().int().min(1)

const fields = {
  provider: z.string().min(1),
  model: z.string().min(1).optional(),
  attempt: whole.optional(),
  times: whole.optional(),
  probability: z.number().min(0).max(1).optional(),

  status: z.number().int().min(400).max(599).optional(),
  body: z.unknown().optional(),
  retry_after: z.number().min(0).optional(),
  headers: z.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/), z.string().regex(/^[\t\x20-\x7e]*$/)).optional(),
  connect: z.enum(['refuse', 'timeout', 'tls', 'reset']).optional(),
  error_in_200: yes,

  stall_ms: milliseconds,
  stall_after_events: events,
  event_ms: milliseconds,
  cut_after_events: events,
  end_after_events: events,
  error_after_events: events,

  newline: z.enum(['crlf', 'cr']).optional(),
  chunks: z.enum(['bytes', 'characters']).optional(),
  comments: yes,
  data_lines: yes,
  sequence: z.enum(['duplicate', 'missing']).optional(),
  huge_event_bytes: z
    .number()
    .int()
    .min(1)
    .max(256 << 20)
    .optional(),
  huge_after_events: events,

  close_code: z.number().int().min(1000).max(4999).optional(),
  close_after_events: events,
  half_open_after_events: events,
  bad_frame_after_events: events,

  breaker: z.literal('open').optional(),

  error: z.enum(gatewayErrorCodes).optional(),
  reason: z.string().optional(),
  description: z.string().optional(),
  details: z.array(z.unknown()).optional(),
  min_usd: z.number().optional(),
  max_bytes: z.number().optional(),
  limit_window: z.enum(['daily', 'weekly', 'monthly']).optional(),
  limit_metric: z.enum(['requests', 'cost', 'soft_blocked']).optional(),
  current_value: z.number().optional(),
  limit_value: z.number().optional(),
  reset_at: z.string().optional(),
  now: z.string().optional(),
  buckets: z.record(z.string(), z.unknown()).optional(),
  attempt_count: whole.optional(),
  failed_providers: z.array(z.string()).max(8).optional(),
  failed_statuses: z.array(z.number().int()).optional(),
  upstream_error: z.record(z.string(), z.unknown()).optional(),
  failure_sample: z.array(z.unknown()).max(3).optional(),
  missing_pricing_providers: z.array(z.string()).max(16).optional(),
  provider_candidate_diagnostics: z.record(z.string(), z.unknown()).optional(),
  provider_enablement: z.record(z.string(), z.unknown()).optional(),
  provider_payment_required_provider: z.string().optional(),
  provider_payment_required_support_notice: z.string().optional(),
  upstreamStatus: z.number().int().optional(),
}

/** The words of the table, as the schema's own documentation. */
const documented = Object.fromEntries(
  Object.entries<z.ZodType>(fields).map(([name, field]) => [name, field.describe(fieldDocs[name] ?? '')]),
) as unknown as typeof fields

export const faultSchema = z.strictObject(documented).check(({ value, issues }) => {
  // A wrong field is told by itself: what goes together is a question for fields that are right.
  if (issues.length > 0) return
  for (const { path, message } of mismatches(value))
    issues.push({ code: 'custom', path: [...path], message, input: value })
})

export type Fault = z.output<typeof faultSchema>

/** The same for readers without the schema library. */
export const faultJsonSchema = () => z.toJSONSchema(faultSchema, { io: 'input' }) as Readonly<Record<string, unknown>>

/** A fault that waits to happen. */
export type ActiveFault = {
  readonly id: string
  readonly fault: Fault
  /** How often it will still happen; null: without end. */
  readonly left: number | null
}

type Mismatch = { readonly path: readonly string[]; readonly message: string }

function mismatches(fault: Readonly<Record<string, unknown>>): Mismatch[] {
  const given = Object.keys(fault).filter((name) => fault[name] !== undefined)
  const keys = given.filter((name) => faultKeys.includes(name) && name !== 'stall_ms')
  const kind = kindOf(fault)
  if (!kind) return [{ path: [], message: `says nothing to do: give one of ${faultKeys.join(', ')}` }]
  if (keys.length > 1) return [{ path: [], message: `does ${keys.join(' and ')} at once: write one fault for each` }]
  if ((fault['provider'] === 'gateway') !== (kind.key === 'error')) {
    const message =
      kind.key === 'error'
        ? `"error" is a refusal of the gateway: its provider is "gateway"`
        : `the gateway itself can only refuse: give it an "error", not "${kind.key}"`
    return [{ path: ['provider'], message }]
  }
  return given
    .filter((name) => !(name in commonFields) && !(name in kind.parameters))
    .map((name) => ({
      path: [name],
      message: `does not go with "${kind.key}", which takes ${Object.keys(kind.parameters).join(', ')}`,
    }))
}
