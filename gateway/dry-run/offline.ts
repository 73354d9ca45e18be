// A dry run without a gateway: by the configuration alone, of providers nobody has asked yet.
import type { DryRun, DryRunParams } from '#shared/contract/dry-run'
import { FaultSet } from '../faults/fault-set'
import { systemClock } from '../ports'
import { adapters } from '../providers/index'
import { createHealth } from '../routing/health'
import { readCatalogue, readConfig, type SetupOptions } from '../setup'
import { dryRun } from './dry-run'

/** @throws GatewayStartError */
export function dryRunOffline(options: SetupOptions & { readonly dataDir: string }, params: DryRunParams): DryRun {
  const config = readConfig(options)
  const clock = options.clock ?? systemClock
  return dryRun(
    {
      settings: config.gateway,
      catalogue: readCatalogue(options, config, options.dataDir).current(),
      adapters,
      health: createHealth(clock),
      faults: new FaultSet(config.faults),
      clock,
    },
    params,
  )
}
