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
    const chain: Exchange[] = []
    for (let at: string | null = id; at !== null;) {
      const exchange: Exchange | undefined = this.#exchanges.get(at)
      if (!exchange) return null
      chain.push(exchange)
      at = exchange.previous
    }
    this.#store.touch(this, 0)
    return chain.reverse().flatMap(({ items }) => items)
  }

  add(id: string, previous: string | null, items: readonly Fields[], bytes: number): void {
    this.forget(id)
    this.#exchanges.set(id, { previous, items, bytes })
    this.#bytes += bytes
    this.#store.touch(this, bytes)
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

  /** Other branches go first: clients continue from the latest response. */
  #keepOnly(id: string): void {
    const kept = new Set<string>()
    for (let at: string | null = id; at !== null; at = this.#exchanges.get(at)?.previous ?? null) kept.add(at)
    for (const other of this.#exchanges.keys()) if (!kept.has(other)) this.forget(other)
  }
}
