// The places besides this gateway's own providers that the console may send to: the hosted gateway and any other of its kind.
// Each is one provider, made for the request and known to nobody else. Keys that were typed live here, each for one origin.
import type { RequestTarget, TargetReading } from '#shared/contract/commands'
import { HostError } from '#shared/contract/host'
import type { Catalogue, Provider } from '../config/catalogue'
import { versioned } from '../dialects/wire'
import { phaseo, phaseoCodec } from '../providers/phaseo/index'
import { readBaseUrl, type BaseUrl, type ReadBaseUrl } from './base-url'

/** Every target speaks the API that this gateway speaks itself. */
const { id, label, baseUrl: usual } = phaseo.descriptor
export const targetCodec = phaseoCodec

export type OutsideTarget = Exclude<RequestTarget, { kind: 'local' }>

export type Targets = {
  readonly read: (target: RequestTarget) => TargetReading
  /**
   * The provider to ask; a key that is given is kept for its origin.
   * @throws HostError `invalid_target`, with the field in `details`
   */
  readonly open: (target: OutsideTarget, key?: string) => Provider
  readonly forget: (target: RequestTarget) => void
}

export type TargetsOptions = {
  readonly catalogue: () => Catalogue
  /** No provider goes live, whatever is asked. */
  readonly simulate: boolean
}

export function createTargets({ catalogue, simulate }: TargetsOptions): Targets {
  const typed = new Map<string, string>()

  const locate = (target: OutsideTarget): ReadBaseUrl =>
    readBaseUrl(target.kind === 'custom' ? target.baseUrl : catalogue().providers.get(id)?.baseUrl || usual)

  const keyOf = (origin: string): Pick<TargetReading, 'key'> & { readonly value: string | null } => {
    const own = typed.get(origin)
    if (own !== undefined) return { key: 'typed', value: own }
    const value = configuredKey(catalogue(), origin)
    return { key: value === null ? null : 'configured', value }
  }

  const problemOf = ({ origin }: BaseUrl): Problem | null => {
    if (simulate) return staysHere
    return keyOf(origin).key === null ? keyMissing(origin) : null
  }

  const read = (target: RequestTarget): TargetReading => {
    if (target.kind === 'local') return { baseUrl: null, key: null, problem: null }
    const located = locate(target)
    if (!located.ok) return { baseUrl: null, key: null, problem: unreadable(located.message) }
    const { url, origin } = located.baseUrl
    return { baseUrl: versioned(url, 'v1'), key: keyOf(origin).key, problem: problemOf(located.baseUrl) }
  }

  const open = (target: OutsideTarget, given?: string): Provider => {
    const located = locate(target)
    if (!located.ok) throw refusalOf(unreadable(located.message))
    const { url, origin, host } = located.baseUrl
    if (given !== undefined) {
      if (!keyShape.test(given)) throw refusalOf(keyMalformed)
      typed.set(origin, given)
    }
    const problem = problemOf(located.baseUrl)
    if (problem) throw refusalOf(problem)
    return {
      id: target.kind === 'hosted' ? id : host,
      label: target.kind === 'hosted' ? label : host,
      adapter: id,
      dialect: 'responses',
      baseUrl: url,
      apiKey: keyOf(origin).value,
      passThrough: false,
      enabled: true,
      mode: 'live',
      status: 'active',
      routingStatus: 'active',
    }
  }

  return {
    read,
    open,
    forget: (target) => {
      const located = target.kind === 'local' ? null : locate(target)
      if (located?.ok) typed.delete(located.baseUrl.origin)
    },
  }
}

/** A key of the configuration is for the origin it was configured for, as one that was typed is for its own. */
function configuredKey({ providers }: Catalogue, origin: string): string | null {
  const one = [...providers.values()].find(
    ({ adapter, apiKey, baseUrl }) => adapter === id && apiKey !== null && originOf(baseUrl) === origin,
  )
  return one?.apiKey ?? null
}

function originOf(baseUrl: string): string | null {
  const located = readBaseUrl(baseUrl)
  return located.ok ? located.baseUrl.origin : null
}

/** What fits into a header. */
const keyShape = /^[\x21-\x7e]+$/

type Problem = NonNullable<TargetReading['problem']>

const unreadable = (message: string): Problem => ({ field: 'base_url', message })
const keyMissing = (origin: string): Problem => ({
  field: 'key',
  message: `Key is missing: a request to ${origin} needs one, typed here or configured for it.`,
})
const keyMalformed: Problem = { field: 'key', message: 'Key must be visible ASCII characters without spaces.' }
const staysHere: Problem = {
  field: 'target',
  message: 'Target must be local: this gateway was started to simulate, and nothing leaves this machine.',
}

const refusalOf = (problem: Problem): HostError =>
  new HostError('invalid_target', problem.message, { field: problem.field })
