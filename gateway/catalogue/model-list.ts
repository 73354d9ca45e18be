// How a provider is asked which models it has, for each wire format, and what its answer says. Pure.
import { field, parseJson } from '#shared/json'
import { isFields, type Fields } from '#shared/open-responses/canonical'
import type { Headers } from '#shared/session/frame'
import type { FoundModel } from '../config/found-models'
import { bearer, versioned } from '../dialects/wire'
import type { Codec, Target } from '../providers/provider'

type ModelList = {
  readonly encode: (target: Pick<Target, 'provider' | 'apiKey'>) => { readonly url: string; readonly headers: Headers }
  readonly key: 'data' | 'models'
  readonly read: (entry: Fields) => { readonly model: unknown; readonly name?: unknown }
}

const openaiLike: ModelList = {
  encode: ({ provider, apiKey }) => ({ url: `${versioned(provider.baseUrl, 'v1')}/models`, headers: bearer(apiKey) }),
  key: 'data',
  read: (entry) => ({ model: entry['id'] }),
}

/** One page as long as they come is all of it, for every provider there is. */
export const modelLists: Readonly<Record<Codec['dialect'], ModelList>> = {
  responses: openaiLike,
  'chat-completions': openaiLike,
  messages: {
    encode: ({ provider, apiKey }) => ({
      url: `${versioned(provider.baseUrl, 'v1')}/models?limit=1000`,
      headers: { 'anthropic-version': '2023-06-01', ...(apiKey === null ? {} : { 'x-api-key': apiKey }) },
    }),
    key: 'data',
    read: (entry) => ({ model: entry['id'], name: entry['display_name'] }),
  },
  'generate-content': {
    encode: ({ provider, apiKey }) => ({
      url: `${versioned(provider.baseUrl, 'v1beta', ['v1', 'v1beta'])}/models?pageSize=1000`,
      headers: apiKey === null ? {} : { 'x-goog-api-key': apiKey },
    }),
    key: 'models',
    read: (entry) => {
      const methods: unknown = entry['supportedGenerationMethods']
      const generates = !Array.isArray(methods) || methods.includes('generateContent')
      return { model: generates ? baseName(entry['name']) : null, name: entry['displayName'] }
    },
  },
}

const baseName = (name: unknown): unknown => (typeof name === 'string' ? name.replace(/^models\//, '') : name)

/** Only a file that is kept and a list on screen bound these; no provider comes near. */
const maxModels = 5_000
const maxNameLength = 200

/** Models that write text. Null: this is no list of models. */
export function readModelList(dialect: Codec['dialect'], text: string): readonly FoundModel[] | null {
  const { key, read } = modelLists[dialect]
  const entries = field(parseJson(text), key)
  if (!Array.isArray(entries)) return null
  const found = new Map<string, FoundModel>()
  for (const entry of entries.slice(0, maxModels) as readonly unknown[]) {
    const { model, name } = isFields(entry) ? read(entry) : { model: null }
    if (!isName(model) || !writesText(model)) continue
    found.set(model, isName(name) ? { model, name } : { model })
  }
  return [...found.values()]
}

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= maxNameLength

/** Most lists do not say what a model is for; its name does. */
const otherKinds =
  /embed|whisper|transcri|tts|speech|audio|realtime|moderation|image|dall-e|sora|veo|video|imagen|lyria|live|babbage|davinci|rerank|aqa|robotics|voice/i

const writesText = (name: string): boolean => !otherKinds.test(name)
