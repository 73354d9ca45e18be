// Targets of the fake host: the hosted gateway has no key until one is typed, and a custom one needs a URL.
import type { CommandName, Params, RequestTarget, Result, TargetReading } from '#shared/contract/commands'
import { HostError } from '#shared/contract/host'

type Handlers = {
  readonly [K in Extract<CommandName, `target.${string}`>]: (params: Params<K>) => Result<K>
}

const hosted = 'https://api.phaseo.app/v1'

export function createFakeTargets() {
  const typed = new Set<string>()

  const read = (target: RequestTarget): TargetReading => {
    if (target.kind === 'local') return { baseUrl: null, key: null, problem: null }
    const baseUrl = target.kind === 'hosted' ? hosted : target.baseUrl
    if (!/^https?:\/\//.test(baseUrl)) {
      const message = 'Base URL must begin with http:// or https://.'
      return { baseUrl: null, key: null, problem: { field: 'base_url', message } }
    }
    if (typed.has(baseUrl)) return { baseUrl, key: 'typed', problem: null }
    return {
      baseUrl,
      key: null,
      problem: { field: 'key', message: `Key is missing: a request to ${baseUrl} needs one.` },
    }
  }

  const handlers: Handlers = {
    'target.read': ({ target }) => read(target),
    'target.forget': ({ target }) => {
      typed.delete(read(target).baseUrl ?? '')
      return null
    },
  }

  /** As the gateway refuses what cannot be sent. */
  function check(target: RequestTarget = { kind: 'local' }, key?: string): void {
    const { baseUrl } = read(target)
    if (key !== undefined && baseUrl !== null) typed.add(baseUrl)
    const { problem } = read(target)
    if (problem) throw new HostError('invalid_target', problem.message, { field: problem.field })
  }

  return { handlers, check }
}
