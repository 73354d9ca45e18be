// What the console and the catalogue know about a provider. Plain data: nothing outside its folder names it.

export type ProviderDescriptor = {
  readonly id: string
  readonly label: string
  /** `''`: the configuration has to say it, and there is no built-in provider of this kind. */
  readonly baseUrl: string
  /** The usual environment variable of its key; null: it needs none. */
  readonly keyVariable: string | null
  /** Where its API is documented. */
  readonly docs: string
  /** Keys of this provider begin like this; a client that sends one instead of the gateway's token is told so. */
  readonly keyPrefixes: readonly string[]
  /** A gateway itself: it reads the gateway's own fields, and its diagnostics are kept. */
  readonly isGateway: boolean
}
