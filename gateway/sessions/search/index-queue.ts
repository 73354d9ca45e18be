// Which sessions are not in the index as they are now. The newest are next: they come first in every answer.

export class IndexQueue {
  /** What is being read is among them. */
  readonly #pending = new Set<string>()
  #next: string[] = []

  /** Whether the index has everything. */
  get isDone(): boolean {
    return this.#pending.size === 0
  }

  get hasNext(): boolean {
    return this.#next.length > 0
  }

  has(id: string): boolean {
    return this.#pending.has(id)
  }

  add(ids: Iterable<string>): void {
    for (const id of [...ids].sort()) {
      this.#pending.add(id)
      this.#next.push(id)
    }
  }

  take(): string | undefined {
    for (;;) {
      const id = this.#next.pop()
      if (id === undefined || this.#pending.has(id)) return id
    }
  }

  /** In the index, unless there has been more of it since. */
  finish(id: string): void {
    if (!this.#next.includes(id)) this.#pending.delete(id)
  }

  delete(id: string): void {
    this.#pending.delete(id)
  }

  clear(): void {
    this.#pending.clear()
    this.#next = []
  }

  /** Whether the index has all that could come before this hit, or all there is when there is no such hit. */
  covers(last: string | undefined, before: string | undefined): boolean {
    for (const id of this.#pending) {
      const isAsked = before === undefined || id < before
      if (isAsked && (last === undefined || id > last)) return false
    }
    return true
  }
}
