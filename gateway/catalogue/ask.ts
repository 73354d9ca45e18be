// The one question that is put to a provider besides requests: which models it has. It costs nothing and needs the key, so it
// also tells whether the key is good.
import type { Provider } from '../config/catalogue'
import { codecOf } from '../engine'
import { adapters } from '../providers/index'
import { getDocument, type Document } from '../upstream/get'
import { modelLists } from './model-list'

/** For a provider that has an adapter. Never rejects. */
export function askForModels(provider: Provider): Promise<Document> {
  const { url, headers } = modelLists[dialectOf(provider)].encode({ provider, apiKey: provider.apiKey })
  return getDocument(url, headers)
}

export const dialectOf = (provider: Provider) => codecOf({ adapters }, { provider, model: '' }).dialect
