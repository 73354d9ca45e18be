import { googleAiStudio } from './google-ai-studio/index'
import { openaiCompatible } from './openai-compatible/index'
import { openai } from './openai/index'
import type { ProviderAdapter, ProviderDescriptor } from './provider'
import { simulator } from './simulator/index'

/** Every adapter this gateway has. An explicit list: easy to find, and a new provider is one folder and one line. */
export const adapters: ReadonlyMap<string, ProviderAdapter> = new Map(
  [simulator, openai, openaiCompatible, googleAiStudio].map((adapter) => [adapter.descriptor.id, adapter]),
)

export const descriptors: ReadonlyMap<string, ProviderDescriptor> = new Map(
  [...adapters.values()].map(({ descriptor }) => [descriptor.id, descriptor]),
)
