// The providers and models this gateway knows, as a value. It is made in `catalogue/create.ts` and replaced as a whole.
import type { Config, ModelRoute } from './schema'

export type Provider = {
  readonly id: string
  readonly label: string
  /** null: the gateway has no adapter for it */
  readonly adapter: string | null
  readonly dialect: 'responses' | 'chat-completions'
  readonly baseUrl: string
  readonly apiKey: string | null
  /** The client's own bearer is forwarded instead of a key of ours. */
  readonly passThrough: boolean
  readonly enabled: boolean
  readonly mode: 'live' | 'simulated' | 'none'
  readonly status: string
  readonly routingStatus: string
}

export type Model = { readonly id: string; readonly name: string; readonly providers: readonly ModelRoute[] }

export type Catalogue = {
  readonly providers: ReadonlyMap<string, Provider>
  readonly models: ReadonlyMap<string, Model>
  readonly channels: Config['gateway']['channels']
  /** The author a model name without one is looked for under first. */
  readonly bareNameAuthor: string
  /** Unix milliseconds. */
  readonly createdAt: number
}
