// Where the running gateway's catalogue comes from. The catalogue is a value: asking a provider for its models makes a new
// one, and whoever is in the middle of a request keeps the one it began with.
import type { RefreshedModels } from '#shared/contract/commands'
import type { Catalogue } from '../config/catalogue'
import { readFoundModels, writeFoundModels, type FoundModel } from '../config/found-models'
import type { Config } from '../config/schema'
import { codecOf } from '../engine'
import type { Clock, Log } from '../ports'
import { adapters, descriptors } from '../providers/index'
import { getDocument } from '../upstream/get'
import { createCatalogue, type CatalogueOptions } from './create'
import { modelLists, readModelList } from './model-list'
import { nameModel } from './models'

export type CatalogueSource = {
  readonly current: () => Catalogue
  /** Asks a live provider which models it has. Never rejects: the reason of a failure is part of the result. */
  readonly refresh: (provider: string) => Promise<RefreshedModels>
}

export type SourceOptions = Omit<CatalogueOptions, 'found' | 'now' | 'adapters'> & {
  readonly config: Config
  readonly dataDir: string
  readonly clock: Clock
  readonly log: Log
}

export function createCatalogueSource(options: SourceOptions): CatalogueSource {
  const { config, dataDir, clock, log } = options
  let found = readFoundModels(dataDir, log)
  const create = () => createCatalogue(config, { ...options, adapters: descriptors, found, now: clock.now() })
  let catalogue = create()

  const refresh = async (id: string): Promise<RefreshedModels> => {
    const listed = await askProvider(catalogue, id)
    if (!listed.ok) return { added: [], known: 0, failed: listed.failed }
    const before = catalogue
    found = { ...found, [id]: [...listed.models] }
    catalogue = create()
    // Without a folder to write to, the list is as good for as long as the gateway runs.
    try {
      writeFoundModels(dataDir, found)
    } catch (error) {
      log(`the models of ${id} were not kept: ${(error as Error).message}`)
    }
    const provider = before.providers.get(id)
    const ids = listed.models.flatMap(({ model }) => (provider ? [nameModel(provider, model, descriptors)] : []))
    const added = ids.filter((model) => !before.models.has(model))
    return { added, known: ids.length - added.length, failed: null }
  }
  return { current: () => catalogue, refresh }
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
  const { dialect } = codecOf({ adapters }, { provider, model: '' })
  const { url, headers } = modelLists[dialect].encode({ provider, apiKey: provider.apiKey })
  const document = await getDocument(url, headers)
  if (!document.ok) return fail('unreachable', document.failure.message)
  if (document.status !== 200) return fail('refused', `${provider.label} answered with status ${document.status}.`)
  const models = readModelList(dialect, document.text)
  return models ? { ok: true, models } : fail('unreadable', `${provider.label} answered with no list of models.`)
}
