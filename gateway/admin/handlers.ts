// The console's commands. Each is a few lines over the engine; whoever carries them (IPC, websocket) checked the params.
import type { ConfigurationReading, GatewayStatus, Handlers } from '#shared/contract/commands'
import { HostError } from '#shared/contract/host'
import { faultKinds } from '#shared/fault/kinds'
import { faultJsonSchema } from '#shared/fault/schema'
import { requestFields, requestJsonSchema } from '#shared/open-responses/request/fields'
import { modelChoices } from '../api/models'
import type { ChaosRuns } from '../chaos/runs'
import { dryRun, type DryEngine } from '../dry-run/dry-run'
import type { SessionStore } from '../sessions/store'
import type { Targets } from '../targets/targets'
import { createFormatHandlers, type FormatsContext } from './formats'
import { createProviderHandlers, type ProvidersContext } from './providers'
import { createReplayHandlers } from './replay'
import type { Requests } from './requests'
import { createSessionHandlers, type SessionsContext } from './sessions'

export type HandlerContext = ProvidersContext & {
  readonly status: () => GatewayStatus
  readonly configuration: () => ConfigurationReading
  readonly store: SessionStore
  readonly files: FormatsContext['files']
  readonly engine: DryEngine & ProvidersContext['engine'] & Pick<SessionsContext, 'recorder'>
  readonly chaos: ChaosRuns
  readonly targets: Targets
  readonly requests: Requests
}

export function createHandlers(context: HandlerContext): Handlers {
  const { status, configuration, catalogue, store, engine, chaos, targets, requests, changed } = context
  const { faults } = engine
  return {
    'gateway.status': async () => {
      await store.ready
      return status()
    },
    'models.list': () => Promise.resolve({ models: modelChoices(catalogue.current()) }),
    'models.refresh': async ({ provider }) => {
      const refreshed = await catalogue.refresh(provider)
      if (refreshed.failed === null) changed()
      return refreshed
    },
    ...createProviderHandlers(context),
    // What it throws becomes the answer.
    'configuration.read': async () => configuration(),
    ...createSessionHandlers({ store, recorder: engine.recorder, files: context.files }),
    ...createReplayHandlers({ store, clock: engine.clock, status }),
    ...createFormatHandlers(context),
    'request.schema': () => Promise.resolve({ fields: requestFields(), schema: requestJsonSchema() }),
    ...requests.handlers,
    'target.read': ({ target }) => Promise.resolve(targets.read(target)),
    'target.forget': ({ target }) => {
      targets.forget(target)
      return Promise.resolve(null)
    },
    'route.dryRun': (params) => Promise.resolve(dryRun(engine, params)),
    'chaos.run': chaos.run,
    'chaos.rerun': chaos.rerun,
    'chaos.stop': ({ runId }) => {
      chaos.stop(runId)
      return Promise.resolve(null)
    },
    'faults.list': () => Promise.resolve({ faults: faults.list(), kinds: faultKinds, schema: faultJsonSchema() }),
    'faults.add': ({ fault }) => Promise.resolve(faults.add(fault)),
    'faults.remove': ({ id }) =>
      faults.remove(id)
        ? Promise.resolve(null)
        : Promise.reject(new HostError('not_found', `There is no fault ${id}.`)),
  }
}
