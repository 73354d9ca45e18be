import type { Host } from '#shared/contract/host'

/** Only a browser signs in; a desktop window is trusted by the process that opened it. */
export type Access = {
  readonly onRefused: (listener: () => void) => () => void
  readonly signIn: (token: string) => void
}

export type Entry = { readonly host: Host; readonly access: Access | null }
