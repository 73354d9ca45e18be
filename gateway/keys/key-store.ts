// The port to where keys outlive the gateway. A host that has a keychain brings its own; without one a key is gone with the
// process that was given it.
import type { KeyStorage } from '#shared/contract/providers'

/** A key that was typed in the console, for one provider at one origin (GATEWAYS-RESEARCH 6: never sent anywhere else). */
export type GivenKey = { readonly provider: string; readonly origin: string; readonly key: string }

export type KeyStore = {
  readonly storage: () => Promise<KeyStorage>
  /** All that were kept. Rejects when there are some and they cannot be read. */
  readonly load: () => Promise<readonly GivenKey[]>
  /** In place of all that were kept before. */
  readonly save: (keys: readonly GivenKey[]) => Promise<void>
}

export const sessionKeyStore: KeyStore = {
  storage: () => Promise.resolve({ kind: 'session', name: null }),
  load: () => Promise.resolve([]),
  save: () => Promise.reject(new Error('This host keeps no keys.')),
}
