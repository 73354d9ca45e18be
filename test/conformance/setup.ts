// From a case's setup to the configuration of its gateway (CLI.md), and to what each provider must see of it.
import type { Case, ProviderSetup } from './case'

const defaultModel = 'openai/gpt-5-nano'
const price = { input_per_mtok: 0.05, cached_input_per_mtok: 0.005, output_per_mtok: 0.4 }

/** Providers with an adapter of their own, and what their base URL ends in. */
const native: Readonly<Record<string, string>> = {
  openai: '/v1',
  'x-ai': '/v1',
  'google-ai-studio': '/v1beta',
  anthropic: '',
}

/** A key nobody could mistake for a real one, and everybody would recognise in an answer. */
export const keyOf = (provider: string): string => `key-of-${provider}-7f3a9c2e51`

const dialectOf = ({ id, dialect }: ProviderSetup, { upstream }: Case): string =>
  dialect ?? (upstream.some((b) => b.provider === id && b.api?.startsWith('chat')) ? 'chat-completions' : 'responses')

/** The model of the case and who serves it; without a setup, whoever the script names. */
export function poolOf({ setup, request, upstream }: Case): { model: string; providers: readonly ProviderSetup[] } {
  if (setup?.model && setup.providers?.length) return { model: setup.model, providers: setup.providers }
  const named = [...new Set(upstream.flatMap((b) => b.provider ?? []))]
  const asked = request.body?.['model']
  const model = typeof asked === 'string' ? asked : ''
  const isDerived = !setup?.model && model.includes('/') && model !== defaultModel && named.length > 0
  return isDerived
    ? { model, providers: named.map((id) => ({ id })) }
    : { model: defaultModel, providers: [{ id: 'openai' }] }
}

export function configOf(test: Case, origin: string) {
  const { model, providers } = poolOf(test)
  const blocked = providers.filter((p) => p.breaker)
  return {
    gateway: { ...test.setup?.gateway, ...(test.setup?.responses_ws_disabled ? { websocket: false } : {}) },
    providers: providers.map((p) => ({
      id: p.id,
      adapter: p.adapter === false ? null : p.id in native ? p.id : 'openai-compatible',
      base_url: `${origin}/${p.id}${p.base_suffix ?? native[p.id] ?? '/v1'}`,
      ...(p.key === false ? {} : { api_key: keyOf(p.id) }),
      ...(p.id in native ? {} : { dialect: dialectOf(p, test) }),
      ...given({ status: p.providerStatus, routing_status: p.providerRoutingStatus, simulate: p.simulate }),
    })),
    models: [
      {
        id: model,
        providers: providers.map((p) => ({
          provider: p.id,
          model: upstreamModel(p, model),
          endpoints: p.endpoints ?? [
            ...(p.supportsEndpoint === false ? [] : ['responses']),
            ...(p.id === 'openai' ? ['responses.ws'] : []),
          ],
          ...(p.priced === false ? {} : { pricing: price }),
          ...given({
            weight: p.baseWeight,
            routing_status: p.modelRoutingStatus,
            capability_status: p.capabilityStatus,
          }),
        })),
      },
    ],
    ...(blocked.length > 0 ? { faults: blocked.map((p) => ({ provider: p.id, breaker: 'open' })) } : {}),
  }
}

export const upstreamModel = (p: ProviderSetup, model: string): string =>
  p.upstream_model ?? model.slice(model.indexOf('/') + 1)

/** The dialects in which this provider may be asked. */
export const dialectsOf = (p: ProviderSetup, test: Case): readonly string[] =>
  ({
    openai: ['responses'],
    'x-ai': ['responses', 'chat-completions'],
    anthropic: ['messages'],
    'google-ai-studio': ['generate-content'],
  })[p.id] ?? [dialectOf(p, test)]

const given = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
