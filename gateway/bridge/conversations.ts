// What was said under a response id, for providers that keep nothing themselves: a session continued by
// `previous_response_id` is put together here (PROTOCOL 6). Bounded in bytes, per session and for the whole gateway; what
// had to go is not found, as it would be at the provider.
import type { Fields } from '#shared/open-responses/canonical'

/** One finished response: what was new in its request, and its output. */
type Exchange = {
  readonly previous: string | null
  readonly items: readonly Fields[]
  readonly bytes: number
}

type Chain = readonly (readonly [id: string, exchange: Exchange])[]

export type Limits = { readonly session: number; readonly gateway: number }

const defaultLimits: Limits = { session: 16 << 20, gateway: 128 << 20 }

/** All conversations of a gateway; the one that was used longest ago goes first. */
export class ConversationStore {
  readonly limits: Limits
  readonly #used = new Set<Conversation>()
  #bytes = 0

  constructor(limits: Limits = defaultLimits) {
    this.limits = limits
  }

  get bytes(): number {
    return this.#bytes
  }

  open(): Conversation {
    return new Conversation(this)
  }

  /** Moves a conversation to the end of the line, and makes room for what it took. */
  touch(conversation: Conversation, added: number): void {
    this.#bytes += added
    this.#used.delete(conversation)
    if (conversation.bytes > 0) this.#used.add(conversation)
    for (const oldest of this.#used) {
      if (this.#bytes <= this.limits.gateway || oldest === conversation) return
      oldest.clear()
    }
  }

  release(conversation: Conversation, bytes: number): void {
    this.#bytes -= bytes
    if (conversation.bytes === 0) this.#used.delete(conversation)
  }
}

export class Conversation {
  readonly #store: ConversationStore
  readonly #exchanges = new Map<string, Exchange>()
  #bytes = 0

  constructor(store: ConversationStore) {
    this.#store = store
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Everything said up to this response, oldest first; null when it, or anything before it, is not there any more. */
  read(id: string): Fields[] | null {
    const chain = this.#chainTo(id)
    if (chain.at(0)?.[1].previous !== null) return null
    this.#store.touch(this, 0)
    return chain.flatMap(([, { items }]) => items)
  }

  add(id: string, previous: string | null, items: readonly Fields[], bytes: number): void {
    const chain = this.#chainTo(previous)
    const exchange = joinLoop(id, chain, { previous, items, bytes })
    this.forget(id)
    // Without its beginning it could never be read.
    if (previous !== null && chain[0]?.[1].previous !== null) return
    this.#exchanges.set(id, exchange)
    this.#bytes += exchange.bytes
    this.#store.touch(this, exchange.bytes)
    if (this.#bytes > this.#store.limits.session) this.#keepOnly(id)
    if (this.#bytes > this.#store.limits.session) this.clear()
  }

  forget(id: string): void {
    const exchange = this.#exchanges.get(id)
    if (!exchange) return
    this.#exchanges.delete(id)
    this.#bytes -= exchange.bytes
    this.#store.release(this, exchange.bytes)
  }

  clear(): void {
    for (const id of this.#exchanges.keys()) this.forget(id)
  }

  /** What is kept of the way to this response, oldest first. */
  #chainTo(id: string | null): Chain {
    const chain: (readonly [string, Exchange])[] = []
    for (let at = id; at !== null;) {
      const exchange = this.#exchanges.get(at)
      if (!exchange) break
      chain.push([at, exchange])
      at = exchange.previous
    }
    return chain.reverse()
  }

  /** Other branches go first: clients continue from the latest response. */
  #keepOnly(id: string): void {
    const kept = new Set(this.#chainTo(id).map(([at]) => at))
    for (const other of this.#exchanges.keys()) if (!kept.has(other)) this.forget(other)
  }
}

/** Some providers give every response the same id: one that continues itself takes over what it continues. */
function joinLoop(id: string, chain: Chain, last: Exchange): Exchange {
  if (!chain.some(([at]) => at === id)) return last
  const exchanges = [...chain.map(([, exchange]) => exchange), last]
  return {
    previous: null,
    items: exchanges.flatMap(({ items }) => items),
    bytes: exchanges.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}
