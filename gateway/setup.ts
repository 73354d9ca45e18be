// What is read before anything runs: the configuration, and the catalogue that comes of it.
import { createCatalogueSource, type CatalogueSource } from './catalogue/source'
import { ConfigError, loadConfig, type Env } from './config/load'
import type { Config } from './config/schema'
import type { HeldKeys } from './keys/keys'
import { systemClock, type Clock, type Log } from './ports'
import { scenarios } from './simulator/scenarios/index'
import { GatewayStartError } from './start-error'

export type SetupOptions = {
  readonly configFile?: string | undefined
  /** No provider goes live, even with a key. */
  readonly simulate?: boolean | undefined
  readonly env: Env
  readonly log: Log
  readonly clock?: Clock | undefined
}

/** @throws GatewayStartError `config_invalid` */
export function readConfig({ configFile, env }: SetupOptions): Config {
  try {
    return loadConfig(configFile ?? env['GATESCOPE_CONFIG'], env, process.cwd()).config
  } catch (error) {
    throw error instanceof ConfigError ? new GatewayStartError('config_invalid', error.message) : error
  }
}

/** `keys`: those that were given in the console; without a gateway there are none. */
export const readCatalogue = (
  options: SetupOptions,
  config: Config,
  dataDir: string,
  keys: HeldKeys = new Map(),
): CatalogueSource =>
  createCatalogueSource({
    config,
    dataDir,
    keys,
    env: options.env,
    simulate: options.simulate ?? false,
    scenarios: scenarios.map((s) => s.name),
    clock: options.clock ?? systemClock,
    log: options.log,
  })
