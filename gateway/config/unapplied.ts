// What a configuration asks for and this version does not do yet: said at start, because silence would look like success.
import { nearest } from '#shared/nearest'
import type { Config } from './schema'

export function sayUnapplied(config: Config, adapters: ReadonlySet<string>): string[] {
  const lines: string[] = []
  for (const { id, adapter } of config.providers) {
    if (adapter && !adapters.has(adapter))
      lines.push(`providers.${id}: there is no adapter "${adapter}"; routing drops it`)
  }
  return lines
}

/** A fault for somebody who does not exist never happens. */
export function sayStrayFaults(faults: Config['faults'], providers: readonly string[]): string[] {
  return faults.flatMap(({ provider }, i) =>
    provider === 'gateway' || providers.includes(provider)
      ? []
      : [`faults.${i}: there is no provider "${provider}"; did you mean "${nearest(provider, providers)}"?`],
  )
}
