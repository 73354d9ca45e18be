// Every wire format that some adapter of this gateway speaks, with the codec that speaks it.
import { createCatalogue } from '../catalogue/create'
import { nothingChosen } from '../catalogue/provider'
import { configSchema } from '../config/schema'
import { adapters, descriptors } from '../providers/index'
import type { Codec } from '../providers/provider'

/** An adapter may speak several, and chooses by the provider's settings: each is asked for both. */
export function codecsByDialect(): Map<Codec['dialect'], Codec> {
  const asked = ['responses', 'chat-completions'] as const
  const config = configSchema.parse({
    providers: [...adapters.keys()].flatMap((adapter) =>
      asked.map((dialect) => ({ id: `${adapter} ${dialect}`, adapter, dialect })),
    ),
  })
  const { providers } = createCatalogue(config, {
    env: {},
    simulate: true,
    adapters: descriptors,
    scenarios: [],
    found: {},
    chosen: nothingChosen,
    now: 0,
  })
  const found = new Map<Codec['dialect'], Codec>()
  for (const provider of providers.values()) {
    const codec = adapters.get(provider.adapter ?? '')?.codecFor({ provider, model: 'simulated' })
    if (codec && !found.has(codec.dialect)) found.set(codec.dialect, codec)
  }
  return found
}
