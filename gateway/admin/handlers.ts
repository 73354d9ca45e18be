// The console's commands. Each is a few lines over the engine; whoever carries them (IPC, websocket) checked the params.
import type { GatewayStatus, Handlers } from '#shared/contract/commands'
import { HostError } from '#shared/contract/host'
import { faultKinds } from '#shared/fault/kinds'
import { requestFields, requestJsonSchema } from '#shared/open-responses/request/fields'
import { modelChoices } from '../api/models'
import type { CatalogueSource } from '../catalogue/source'
import type { ChaosRuns } from '../chaos/runs'
import { sendRequest, type RunningRequest } from '../client/client'
import { dryRun, type DryEngine } from '../dry-run/dry-run'
import type { SessionStore } from '../sessions/store'

export type HandlerContext = {
  readonly status: () => GatewayStatus
  readonly catalogue: CatalogueSource
  readonly store: SessionStore
  readonly engine: DryEngine
  readonly chaos: ChaosRuns
}

export function createHandlers({ status, catalogue, store, engine, chaos }: HandlerContext): Handlers {
  const { faults } = engine
  const running = new Map<string, RunningRequest>()
  return {
    'gateway.status': async () => {
      await store.ready
      return status()
    },
    'models.list': () => Promise.resolve({ models: modelChoices(catalogue.current()) }),
    'models.refresh': ({ provider }) => catalogue.refresh(provider),
    'sessions.list': ({ limit }) => store.list(limit),
    'session.read': ({ id, from }) => store.read(id, from),
    'session.outline': ({ id, from }) => store.outline(id, from),
    'request.schema': () => Promise.resolve({ fields: requestFields(), schema: requestJsonSchema() }),
    'request.send': ({ requestId, transport, body }) => {
      if (running.has(requestId))
        return Promise.reject(new HostError('request_running', `Request ${requestId} is still running.`))
      const { gateway, token } = status()
      const ignore = () => {}
      const request = { gateway, token, transport, body, requestId }
      // What comes back is recorded by the gateway itself; the window reads it from there.
      const done = () => running.delete(requestId)
      running.set(requestId, sendRequest(request, { head: ignore, event: ignore, body: ignore, done }))
      return Promise.resolve(null)
    },
    'request.stop': ({ requestId }) => {
      running.get(requestId)?.stop()
      return Promise.resolve(null)
    },
    'route.dryRun': (params) => Promise.resolve(dryRun(engine, params)),
    'chaos.run': chaos.run,
    'chaos.stop': ({ runId }) => {
      chaos.stop(runId)
      return Promise.resolve(null)
    },
    'faults.list': () => Promise.resolve({ faults: faults.list(), kinds: faultKinds }),
    'faults.add': ({ fault }) => Promise.resolve(faults.add(fault)),
    'faults.remove': ({ id }) =>
      faults.remove(id)
        ? Promise.resolve(null)
        : Promise.reject(new HostError('not_found', `There is no fault ${id}.`)),
  }
}
