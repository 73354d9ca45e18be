// The chaos grid without a gateway: of the configuration alone.
import type { ChaosCell, ChaosGrid } from '#shared/chaos/grid'
import type { ChaosParams } from '#shared/contract/chaos'
import { adapters } from '../providers/index'
import { readCatalogue, readConfig, type SetupOptions } from '../setup'
import type { ChaosBase } from './cell'
import { describeGrid, runGrid } from './grid'

type ChaosOffline = {
  /** @throws HostError `not_found` */
  readonly describe: (params: Omit<ChaosParams, 'runId'>) => ChaosGrid
  readonly run: (grid: ChaosGrid, tell: (cell: ChaosCell) => void, signal: AbortSignal) => Promise<void>
}

/** @throws GatewayStartError */
export function openChaos(options: SetupOptions & { readonly dataDir: string }): ChaosOffline {
  const config = readConfig(options)
  const catalogue = readCatalogue(options, config, options.dataDir).current()
  const base: ChaosBase = { settings: config.gateway, catalogue, adapters }
  return {
    describe: (params) => describeGrid(base, params),
    run: (grid, tell, signal) => runGrid(base, grid, tell, signal),
  }
}
