// Catalogues for tests of routing: a configuration, read as the gateway reads it.
import { createCatalogue, type CatalogueOptions } from '../../gateway/catalogue/create'
import { nothingChosen } from '../../gateway/catalogue/provider'
import type { Catalogue } from '../../gateway/config/catalogue'
import { parseConfig } from '../../gateway/config/schema'
import { descriptors } from '../../gateway/providers/index'

export function catalogueOf(config: unknown, options: Partial<CatalogueOptions> = {}): Catalogue {
  const parsed = parseConfig(config)
  if (!parsed.ok) throw new Error(parsed.problems.map((p) => `${p.path}: ${p.message}`).join('\n'))
  const now = Date.parse('2026-10-01T12:00:00Z')
  const defaults = {
    env: {},
    simulate: false,
    adapters: descriptors,
    scenarios: [],
    found: {},
    chosen: nothingChosen,
    now,
  }
  return createCatalogue(parsed.config, { ...defaults, ...options })
}

type Row = {
  readonly id: string
  readonly provider?: Readonly<Record<string, unknown>>
  readonly route?: Readonly<Record<string, unknown>>
}

export const price = { input_per_mtok: 0, output_per_mtok: 0 }

/** One model `m` served by these providers, each active, priced and simulated unless its row says otherwise. */
export const poolOf = (rows: readonly Row[], channels: Readonly<Record<string, boolean>> = {}): Catalogue =>
  catalogueOf({
    gateway: { channels },
    providers: rows.map(({ id, provider }) => ({ id, adapter: 'simulator', ...provider })),
    models: [
      { id: 'm', providers: rows.map(({ id, route }) => ({ provider: id, model: 'm', pricing: price, ...route })) },
    ],
  })
