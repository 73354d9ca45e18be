// What the Providers screen shows besides what the gateway says: the chosen provider, and what came of asking one. A key that
// is being typed is not in here.
import { useStore as useZustand } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { RefreshedModels } from '#shared/contract/commands'
import type { KeyTest, ProviderList, ProviderRow } from '#shared/contract/providers'

export type ProviderTab = 'connection' | 'models'

type Providers = {
  /** null until it was read. */
  readonly list: ProviderList | null
  readonly selectedId: string | null
  readonly tab: ProviderTab
  /** By provider; null while it is being asked. */
  readonly tests: ReadonlyMap<string, KeyTest | null>
  readonly refreshes: ReadonlyMap<string, RefreshedModels | null>
}

export const providers = createStore<Providers>(() => ({
  list: null,
  selectedId: null,
  tab: 'connection',
  tests: new Map(),
  refreshes: new Map(),
}))

export const useProviders = <T>(select: (state: Providers) => T): T => useZustand(providers, select)

/** The chosen one; without a choice the first. */
export const selectedProvider = ({ list, selectedId }: Providers): ProviderRow | null =>
  list?.providers.find(({ id }) => id === selectedId) ?? list?.providers[0] ?? null

export const keepTest = (id: string, test: KeyTest | null): void =>
  providers.setState(({ tests }) => ({ tests: new Map(tests).set(id, test) }))

/** What was said of a key says nothing about another one. */
export const dropTest = (id: string): void =>
  providers.setState(({ tests }) => ({ tests: new Map([...tests].filter(([other]) => other !== id)) }))

export const keepRefresh = (id: string, refreshed: RefreshedModels | null): void =>
  providers.setState(({ refreshes }) => ({ refreshes: new Map(refreshes).set(id, refreshed) }))
