// What is supposed otherwise in a dry run: the switches as the panel turns them, what a suggested change of the
// configuration comes to in switches, and the outcome in words. Pure.
import type { DryRun, Switches } from '#shared/contract/dry-run'
import { explain } from '#shared/diagnostics/explain'
import type { Action, Explanation } from '#shared/diagnostics/explanation'
import { isSameProvider } from '#shared/diagnostics/obstacles'
import { fragmentOf } from '#shared/diagnostics/fragment'
import { applyPatch, isContainer, valueAt } from '#shared/diagnostics/patch'
import { field, parseJson } from '#shared/json'
import type { RecordedBasis } from '#shared/session/basis'
import { parseBody } from '../../views/document'

export type ProviderSwitch = NonNullable<Switches['providers']>[string]
export type ListName = 'only' | 'ignore' | 'order'
export type AskedHints = Readonly<Record<ListName, readonly string[]>> & { readonly includeAlpha: boolean }

export const isEmpty = (switches: Switches): boolean => Object.keys(switches).length === 0

/** What the request's own lists say, as routing reads them: `routing` goes before `provider`. */
export function readHints(body: string): AskedHints {
  const request = parseBody(body)
  const told = (name: string) => valueAt(request, ['routing', name]) ?? valueAt(request, ['provider', name])
  const list = (name: string): string[] => {
    const value = told(name)
    return Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : []
  }
  const includeAlpha = (told('include_alpha') ?? told('includeAlpha')) === true
  return { only: list('only'), ignore: list('ignore'), order: list('order'), includeAlpha }
}

export const setProvider = (switches: Switches, id: string, change: ProviderSwitch): Switches => {
  const { [id]: own = {}, ...others } = switches.providers ?? {}
  return { ...switches, providers: { ...others, [id]: { ...own, ...change } } }
}

export const setChannel = (switches: Switches, name: 'beta' | 'alpha' | 'testing', on: boolean): Switches => ({
  ...switches,
  channels: { ...switches.channels, [name]: on },
})

/** A provider in the list goes, one that is not comes to its end. */
export function toggleListed(switches: Switches, body: string, name: ListName, id: string): Switches {
  const list: readonly string[] = switches.hints?.[name] ?? readHints(body)[name]
  const isIn = list.some((one) => isSameProvider(one, id))
  const next = isIn ? list.filter((one) => !isSameProvider(one, id)) : [...list, id]
  return { ...switches, hints: { ...switches.hints, [name]: next } }
}

type Price = NonNullable<NonNullable<Switches['prices']>[number]['price']>

export function setPrice(switches: Switches, provider: string, model: string, price: Price | null): Switches {
  const others = (switches.prices ?? []).filter((one) => one.provider !== provider || one.model !== model)
  return { ...switches, prices: [...others, { provider, model, price }] }
}

const free: Price = { input_per_mtok: 0, output_per_mtok: 0 }

/** Every switch of both; the second wins. */
function merge(a: Switches, b: Switches): Switches {
  const merged = Object.entries(b.providers ?? {}).reduce((at, [id, change]) => setProvider(at, id, change), a)
  const priced = (b.prices ?? []).reduce((at, one) => setPrice(at, one.provider, one.model, one.price), merged)
  return b.channels ? { ...priced, channels: { ...priced.channels, ...b.channels } } : priced
}

type Change = Pick<Action, 'target' | 'patch'>

/** A change of the configuration as switches; null where none of them says the same. */
export function switchesOf({ target, patch }: Change, configuration: unknown = {}): Switches | null {
  const fragment = target === 'configuration' ? fragmentOf(configuration, patch) : undefined
  if (!isContainer(fragment)) return null
  const parts = Object.entries(fragment).flatMap(([name, value]) => readers[name]?.(value) ?? [null])
  return parts.reduce<Switches | null>((sum, part) => (sum === null || part === null ? null : merge(sum, part)), {})
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : [])

/** One part for each thing that is said; null for one that no switch says. */
const readers: Readonly<Record<string, (value: unknown) => (Switches | null)[]>> = {
  gateway: (value) => [readChannels(value)],
  providers: (value) => listOf(value).map(readProvider),
  models: (value) =>
    listOf(value).flatMap((model) => listOf(field(model, 'providers')).map((row) => readRoute(model, row))),
}

function readChannels(gateway: unknown): Switches | null {
  const channels = field(gateway, 'channels')
  if (!isContainer(gateway) || !isContainer(channels) || Object.keys(gateway).length > 1) return null
  const { beta, alpha, testing } = channels
  const given = { beta, alpha, testing }
  const entries = Object.entries(given).filter(([, value]) => typeof value === 'boolean')
  return { channels: Object.fromEntries(entries) }
}

function readProvider(provider: unknown): Switches | null {
  const id = field(provider, 'id')
  if (!isContainer(provider) || typeof id !== 'string') return null
  const { id: _id, ...given } = provider
  const said = Object.entries(given).map(([name, value]): ProviderSwitch | null => {
    if (name === 'enabled' && typeof value === 'boolean') return { enabled: value }
    if (name === 'simulate' && value === true) return { mode: 'simulated' }
    if (name === 'routing_status' && typeof value === 'string') return { routingStatus: value }
    return name === 'status' && typeof value === 'string' ? { status: value } : null
  })
  if (said.length === 0 || said.includes(null)) return null
  return { providers: { [id]: Object.assign({}, ...said) as ProviderSwitch } }
}

function readRoute(model: unknown, row: unknown): Switches | null {
  const id = field(model, 'id')
  const provider = field(row, 'provider')
  const isPriceAlone = isContainer(row) && Object.keys(row).every((key) => /^(?:provider|model|pricing)$/.test(key))
  if (typeof id !== 'string' || typeof provider !== 'string' || !isPriceAlone || !('pricing' in row)) return null
  return { prices: [{ provider, model: id, price: free }] }
}

/** What is to be tried for some changes: the request with its own, and switches for those of the configuration. */
export function supposeAll(actions: readonly Change[], configuration: unknown = {}): Switches | null {
  let document = configuration
  let sum: Switches = {}
  for (const action of actions.filter(({ target }) => target !== 'request')) {
    const part = switchesOf(action, document)
    const patched = applyPatch(document, action.patch)
    if (part === null || !patched.ok) return null
    sum = merge(sum, part)
    document = patched.document
  }
  return sum
}

export const addSwitches = merge

/** The supposed decision as it would be explained, had it been made. */
export function explainDryRun({ diagnostics, refusal }: DryRun, body: string): Explanation {
  const request = parseJson(body)
  const routing = diagnostics ?? undefined
  return explain(refusal?.body ?? {}, { ...(request === undefined ? {} : { request }), routing })
}

/** Who would be asked, or what the client would get without anyone being asked. */
export function sayPlan({ plan, refusal }: DryRun): string {
  if (refusal) return `Would fail: ${refusal.reason ?? refusal.error}. ${refusal.description}`
  const names = plan.map(({ provider, simulated }) => (simulated ? `${provider} (simulated)` : provider))
  const [first = '', ...then] = names
  return then.length === 0 ? `Would ask ${first}.` : `Would ask ${first}, then ${then.join(', then ')}.`
}

/** A switch as it stands: what was turned, else what the decision rests on. */
export function readRow({ provider, route, health }: RecordedBasis['rows'][number], switches: Switches, asked: string) {
  const own = switches.providers?.[provider.id] ?? {}
  const price = switches.prices?.find((one) => one.provider === provider.id && one.model === asked)
  return {
    mode: own.mode ?? provider.mode,
    isEnabled: own.enabled ?? provider.enabled,
    breaker: own.health?.breaker ?? health.breaker,
    hasPrice: price ? price.price !== null : route.pricing !== undefined,
    /** To be put back when a price is taken away and given again. */
    price: route.pricing ?? free,
  }
}
