// The keys that were given in the console: held here while the gateway runs, and kept by its host when they are to outlive
// it. Each is for one provider at one origin.
import * as z from 'zod'
import type { KeyStorage } from '#shared/contract/providers'
import type { Log } from '../ports'
import type { GivenKey, KeyStore } from './key-store'

export type HeldKey = GivenKey & { readonly kept: boolean }
export type HeldKeys = ReadonlyMap<string, HeldKey>

export type Keys = {
  /** By provider. A value: a change makes a new one. */
  readonly current: () => HeldKeys
  readonly storage: () => Promise<KeyStorage>
  /** It is held from this moment on; the result is why it could not be kept as well. */
  readonly give: (key: GivenKey, keep: boolean) => Promise<string | null>
  /** Rejects when it is held no longer, but kept still. */
  readonly forget: (provider: string) => Promise<void>
}

const keptKeys = z.array(z.strictObject({ provider: z.string(), origin: z.string(), key: z.string().min(1) }))

export async function openKeys(store: KeyStore, log: Log): Promise<Keys> {
  let held: HeldKeys = new Map((await loadKept(store, log)).map((key) => [key.provider, { ...key, kept: true }]))
  let saving: Promise<void> = Promise.resolve()

  /** One after the other, each with what is held by then: the last one to be written is the last one given. */
  const save = (): Promise<void> => {
    const next = saving.then(() => store.save([...held.values()].flatMap(({ kept, ...key }) => (kept ? [key] : []))))
    saving = next.catch(() => {})
    return next
  }

  return {
    current: () => held,
    storage: store.storage,
    give: async (key, keep) => {
      const wasKept = held.get(key.provider)?.kept ?? false
      held = new Map(held).set(key.provider, { ...key, kept: keep })
      if (!keep && !wasKept) return null
      try {
        await save()
        return null
      } catch (error) {
        held = new Map(held).set(key.provider, { ...key, kept: false })
        return (error as Error).message
      }
    },
    forget: async (provider) => {
      const wasKept = held.get(provider)?.kept ?? false
      held = new Map([...held].filter(([id]) => id !== provider))
      if (wasKept) await save()
    },
  }
}

async function loadKept(store: KeyStore, log: Log): Promise<readonly GivenKey[]> {
  try {
    const read = keptKeys.safeParse(await store.load())
    if (read.success) return read.data
    log('the kept keys are not in the form they were written in; give them again')
  } catch (error) {
    log(`the kept keys cannot be read and are left alone: ${(error as Error).message}`)
  }
  return []
}
