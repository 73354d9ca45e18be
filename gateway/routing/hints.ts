// What a request wishes of the routing itself: `provider` and its alias `routing`, merged over it (GATEWAY.md 2.5, 3.2).
import type { ResponsesRequest } from '#shared/open-responses/request'
import { providerAliases } from '../providers/aliases'

/** The order of a decision: `default` draws by weight, the others sort. */
export type Priority = 'default' | 'fast' | 'nitro' | 'cheap'

/** Routing preferences of one request, provider ids normalised. */
export type RoutingHints = {
  readonly order: readonly string[]
  readonly only: readonly string[]
  readonly ignore: readonly string[]
  readonly includeAlpha: boolean
  /** `mode` or `sort`; null = not given. */
  readonly priority: Priority | null
  readonly allowFallbacks: boolean
  readonly requireParameters: boolean
  /** Filters that were asked for and cannot be honoured: nothing is known that they could look at. */
  readonly unbackedFilters: readonly string[]
}

export const noHints: RoutingHints = {
  order: [],
  only: [],
  ignore: [],
  includeAlpha: false,
  priority: null,
  allowFallbacks: true,
  requireParameters: false,
  unbackedFilters: [],
}

const unbacked = ['data_collection', 'enforce_distillable_text', 'quantizations']

export function readHints({ provider, routing }: Pick<ResponsesRequest, 'provider' | 'routing'>): RoutingHints {
  const merged = { ...provider, ...routing }
  const ids = (list: readonly string[] | undefined) => (list ?? []).map(normaliseId)
  return {
    order: ids(merged.order),
    only: ids(merged.only),
    ignore: ids(merged.ignore),
    includeAlpha: merged.include_alpha ?? merged.includeAlpha ?? false,
    priority: readPriority(merged['mode']) ?? readPriority(merged['sort']),
    allowFallbacks: (merged['allow_fallbacks'] ?? merged['allowFallbacks']) !== false,
    requireParameters: (merged['require_parameters'] ?? merged['requireParameters']) === true,
    unbackedFilters: unbacked.filter((name) => (merged[name] ?? null) !== null),
  }
}

/** Ids are compared in this form, on both sides: an id is as its owner wrote it in the configuration. */
export function normaliseId(id: string): string {
  const plain = id.trim().toLowerCase()
  return providerAliases.get(plain) ?? plain
}

export const isListed = (hint: readonly string[], id: string): boolean => hint.includes(normaliseId(id))

export const routingModes = { default: 'balanced', fast: 'latency', nitro: 'throughput', cheap: 'price' } as const

/** A preset or the mode it stands for. */
function readPriority(value: unknown): Priority | null {
  for (const [preset, mode] of Object.entries(routingModes)) {
    if (value === preset || value === mode) return preset as Priority
  }
  return null
}
