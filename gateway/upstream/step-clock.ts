// When the steps to an answer were over, read off the socket's own events: a handful of moments for a connection that is made,
// nothing for one that was kept.
import type { Socket } from 'node:net'
import type { AttemptSteps } from '#shared/session/frame'

type Step = Exclude<keyof AttemptSteps, 'kept' | 'head'>

const events = [
  ['lookup', 'lookup'],
  ['connect', 'connect'],
  ['secureConnect', 'tls'],
] as const satisfies readonly (readonly [string, Step])[]

export class StepClock {
  readonly #begun = performance.now()
  readonly #steps: Record<Step, number | null> = { lookup: null, connect: null, tls: null }
  isDialled = false

  /** A socket that is about to be connected for this request. */
  watch(socket: Socket): void {
    this.isDialled = true
    for (const [event, step] of events) {
      // An address needs no lookup; a name with several is told of each.
      socket.once(event, () => {
        this.#steps[step] = this.#now()
      })
    }
  }

  /** As far as it came; `isHead`: the head of the answer is there now. */
  read(isHead: boolean): AttemptSteps {
    return { kept: !this.isDialled, ...this.#steps, head: isHead ? this.#now() : null }
  }

  #now(): number {
    return Math.round((performance.now() - this.#begun) * 1000) / 1000
  }
}
