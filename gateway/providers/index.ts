import { anthropic } from './anthropic/index'
import { googleAiStudio } from './google-ai-studio/index'
import { openaiCompatible } from './openai-compatible/index'
import { openai } from './openai/index'
import { phaseo } from './phaseo/index'
import { simulator } from './simulator/index'
import { xAi } from './x-ai/index'
import type { ProviderAdapter } from './provider'
import type { ProviderDescriptor } from './descriptor'

/** Every adapter this gateway has. An explicit list: easy to find, and a new provider is one folder and one line. */
export const adapters: ReadonlyMap<string, ProviderAdapter> = new Map(
  [simulator, openai, googleAiStudio, anthropic, xAi, phaseo, openaiCompatible].map((adapter) => [
    adapter.descriptor.id,
    adapter,
  ]),
)

export const descriptors: ReadonlyMap<string, ProviderDescriptor> = new Map(
  [...adapters.values()].map(({ descriptor }) => [descriptor.id, descriptor]),
)
