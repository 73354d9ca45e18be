// Where the running gateway's catalogue comes from. The catalogue is a value: asking a provider for its models, a new key or a
// switch makes a new one, and whoever is in the middle of a request keeps the one it began with.
import type { RefreshedModels } from '#shared/contract/commands'
import type { ProviderMode } from '#shared/contract/providers'
import type { Catalogue } from '../config/catalogue'
import { readFoundModels, writeFoundModels, type FoundModel } from '../config/found-models'
import { readModes, writeModes } from '../config/provider-modes'
import type { Config, ProviderConfig } from '../config/schema'
import type { HeldKeys } from '../keys/keys'
import type { Clock, Log } from '../ports'
import { descriptors } from '../providers/index'
import { askForModels, dialectOf } from './ask'
import { createCatalogue, mergeProviders, type CatalogueOptions } from './create'
import { readModelList } from './model-list'
import { nameModel } from './models'
import { modeOf, toProvider, type Chosen } from './provider'

export type CatalogueSource = {
  readonly current: () => Catalogue
  /** The providers as the configuration has them, and what was chosen over it. */
  readonly configured: readonly ProviderConfig[]
  readonly chosen: () => Chosen
  /** Asks a live provider which models it has. Never rejects: the reason of a failure is part of the result. */
  readonly refresh: (provider: string) => Promise<RefreshedModels>
  /** From the next request on, and after a restart. */
  readonly switchMode: (provider: string, mode: ProviderMode) => void
  readonly takeKeys: (keys: HeldKeys) => void
}

export type SourceOptions = Omit<CatalogueOptions, 'found' | 'now' | 'adapters' | 'chosen'> & {
  readonly config: Config
  readonly dataDir: string
  /** Those given in the console, as far as they are known at start. */
  readonly keys: HeldKeys
  readonly clock: Clock
  readonly log: Log
}

export function createCatalogueSource(options: SourceOptions): CatalogueSource {
  const { config, dataDir, clock, log, keys } = options
  let found = readFoundModels(dataDir, log)
  let chosen: Chosen = { keys, modes: readModes(dataDir, log) }
  const configured = mergeProviders(config, descriptors)
  const create = () => createCatalogue(config, { ...options, adapters: descriptors, chosen, found, now: clock.now() })
  let catalogue = create()

  /** Without a folder to write to, what was chosen is as good for as long as the gateway runs. */
  const keep = (what: string, write: () => void) => {
    try {
      write()
    } catch (error) {
      log(`${what} not kept: ${(error as Error).message}`)
    }
  }

  const refresh = async (id: string): Promise<RefreshedModels> => {
    const listed = await askProvider(catalogue, id)
    if (!listed.ok) return { added: [], known: 0, failed: listed.failed }
    const before = catalogue
    found = { ...found, [id]: [...listed.models] }
    catalogue = create()
    keep(`the models of ${id} were`, () => writeFoundModels(dataDir, found))
    const provider = before.providers.get(id)
    const ids = listed.models.flatMap(({ model }) => (provider ? [nameModel(provider, model, descriptors)] : []))
    const added = ids.filter((model) => !before.models.has(model))
    return { added, known: ids.length - added.length, failed: null }
  }

  const switchMode = (id: string, mode: ProviderMode): void => {
    const others = new Map([...chosen.modes].filter(([other]) => other !== id))
    const isAsConfigured = configured.some(
      (p) =>
        p.id === id &&
        modeOf(
          toProvider(p, {
            env: options.env,
            simulate: false,
            adapters: descriptors,
            chosen: { ...chosen, modes: others },
          }),
        ) === mode,
    )
    chosen = { ...chosen, modes: isAsConfigured ? others : others.set(id, mode) }
    catalogue = create()
    keep(`the switch of ${id} was`, () => writeModes(dataDir, chosen.modes))
  }

  return {
    current: () => catalogue,
    configured,
    chosen: () => chosen,
    refresh,
    switchMode,
    takeKeys: (given) => {
      chosen = { ...chosen, keys: given }
      catalogue = create()
    },
  }
}

type Listed =
  | { readonly ok: true; readonly models: readonly FoundModel[] }
  | { readonly ok: false; readonly failed: NonNullable<RefreshedModels['failed']> }

async function askProvider(catalogue: Catalogue, id: string): Promise<Listed> {
  const fail = (reason: NonNullable<RefreshedModels['failed']>['reason'], message: string): Listed => ({
    ok: false,
    failed: { reason, message },
  })
  const provider = catalogue.providers.get(id)
  if (!provider) return fail('unknown_provider', `There is no provider ${id}.`)
  if (provider.adapter === null || provider.mode !== 'live')
    return fail('not_live', `${provider.label} is not live: it needs a credential and an adapter.`)
  const document = await askForModels(provider)
  if (!document.ok) return fail('unreachable', document.failure.message)
  if (document.status !== 200) return fail('refused', `${provider.label} answered with status ${document.status}.`)
  const models = readModelList(dialectOf(provider), document.text)
  return models ? { ok: true, models } : fail('unreadable', `${provider.label} answered with no list of models.`)
}
