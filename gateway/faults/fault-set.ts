// The faults a gateway was told to inject, from its configuration and its console, and those one request brings along in
// its header. Which one happens is decided by a pure function, so the same request always meets the same faults.
import type { FaultPlace } from '#shared/fault/kind'
import { kindOf } from '#shared/fault/kinds'
import type { ActiveFault, Fault } from '#shared/fault/schema'
import { createRandom } from '../routing/order'

export type Occasion = {
  readonly place: FaultPlace
  /** null: whoever it is. */
  readonly provider: string | null
  /** null: no attempt is made. */
  readonly attempt: number | null
  /** As the client names it. */
  readonly model: string
  /** The generation id: what a probability is drawn from. */
  readonly seed: string
}

/** Those that happen on this occasion, in their order. */
export function matchFaults(active: readonly ActiveFault[], occasion: Occasion): ActiveFault[] {
  const { place, provider, attempt, model, seed } = occasion
  return active.filter(({ id, fault, left }) => {
    if (left === 0 || !kindOf(fault)?.places.includes(place)) return false
    if (provider !== null && fault.provider !== provider) return false
    if (fault.model !== undefined && fault.model !== model) return false
    if (fault.attempt !== undefined && attempt !== null && fault.attempt !== attempt) return false
    if (fault.probability === undefined) return true
    return createRandom(`${seed} ${id} ${fault.provider} ${attempt ?? 0}`)() < fault.probability
  })
}

type Entry = { readonly id: string; readonly fault: Fault; left: number | null }

export class FaultSet {
  readonly #entries: Entry[] = []
  #count = 0

  constructor(faults: readonly Fault[] = []) {
    for (const fault of faults) this.add(fault)
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0
  }

  add(fault: Fault): ActiveFault {
    this.#count += 1
    const entry = { id: `fault_${this.#count}`, fault, left: fault.times ?? null }
    this.#entries.push(entry)
    return { ...entry }
  }

  /** False when there is none of this id. */
  remove(id: string): boolean {
    const at = this.#entries.findIndex((entry) => entry.id === id)
    if (at >= 0) this.#entries.splice(at, 1)
    return at >= 0
  }

  list(): ActiveFault[] {
    return this.#entries.map((entry) => ({ ...entry }))
  }

  /** As it stands now: what is used up in one is not used up in the other. */
  copy(): FaultSet {
    const copy = new FaultSet()
    copy.#entries.push(...this.#entries.map((entry) => ({ ...entry })))
    copy.#count = this.#count
    return copy
  }

  /** The faults of this occasion, up to `limit`; each is used up by one. */
  take(occasion: Occasion, limit: number): Fault[] {
    if (this.isEmpty) return []
    const taken = new Set(
      matchFaults(this.#entries, occasion)
        .slice(0, limit)
        .map(({ id }) => id),
    )
    return this.#entries.flatMap((entry) => {
      if (!taken.has(entry.id)) return []
      if (entry.left !== null) entry.left -= 1
      return [entry.fault]
    })
  }

  forRequest(request: Pick<Occasion, 'seed' | 'model'>, own: readonly Fault[] = []): RequestFaults {
    return new RequestFaults([...(own.length > 0 ? [new FaultSet(own)] : []), this], request)
  }
}

/** What one request meets: the faults of its own header first, then everybody's. */
export class RequestFaults {
  readonly #sets: readonly FaultSet[]
  readonly #request: Pick<Occasion, 'seed' | 'model'>

  constructor(sets: readonly FaultSet[], request: Pick<Occasion, 'seed' | 'model'>) {
    this.#sets = sets
    this.#request = request
  }

  take(occasion: Omit<Occasion, 'seed' | 'model'>): Fault | null {
    for (const set of this.#sets) {
      const [fault] = set.isEmpty ? [] : set.take({ ...this.#request, ...occasion }, 1)
      if (fault) return fault
    }
    return null
  }

  takeAll(occasion: Omit<Occasion, 'seed' | 'model'>): Fault[] {
    return this.#sets.flatMap((set) => set.take({ ...this.#request, ...occasion }, Infinity))
  }
}
