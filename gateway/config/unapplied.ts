// What a configuration asks for and this version does not do, or does with a catch: said at start, because silence would look
// like success.
import { nearest } from '#shared/nearest'
import { shortestSecret } from '../recording/redact'
import { isLoopback } from '../targets/base-url'
import type { Provider } from './catalogue'
import type { Config } from './schema'

export function sayUnapplied(config: Config, adapters: ReadonlySet<string>): string[] {
  const lines: string[] = []
  for (const { id, adapter } of config.providers) {
    if (adapter && !adapters.has(adapter))
      lines.push(`providers.${id}: there is no adapter "${adapter}"; routing drops it`)
  }
  return lines
}

/** It is used: a server somewhere may take such a word for a key. Whoever wrote it should know. */
export const sayShortKeys = (providers: Iterable<Provider>): string[] =>
  [...providers].flatMap(({ id, apiKey, baseUrl }) =>
    apiKey === null || apiKey.length >= shortestSecret || isLoopback(baseUrl)
      ? []
      : [
          `providers.${id}: its key has fewer than ${shortestSecret} characters and cannot be kept out of recorded texts`,
        ],
  )

/** A fault for somebody who does not exist never happens. */
export function sayStrayFaults(faults: Config['faults'], providers: readonly string[]): string[] {
  return faults.flatMap(({ provider }, i) =>
    provider === 'gateway' || providers.includes(provider)
      ? []
      : [`faults.${i}: there is no provider "${provider}"; did you mean "${nearest(provider, providers)}"?`],
  )
}
