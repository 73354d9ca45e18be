// Carries steps out one after another, waiting where they say so, and holding back while its reader is paused.
import type { Clock } from '../ports'
import type { Step } from './steps'

type Act = Exclude<Step, { readonly kind: 'wait' }>

export class StepQueue {
  readonly #clock: Clock
  readonly #perform: (step: Act) => void
  /** Nothing is left, and more may come. */
  readonly #drained: () => void
  #steps: Step[] = []
  /** Steps may be as many as bytes: what is done stays in its place until all are. */
  #done = 0
  #paused: boolean
  #running = false
  #waiting = false
  #hangs = false
  #cancel: () => void = () => {}

  constructor(clock: Clock, paused: boolean, perform: (step: Act) => void, drained: () => void) {
    this.#clock = clock
    this.#paused = paused
    this.#perform = perform
    this.#drained = drained
  }

  /** More than it can carry out now: its source had better wait. */
  get isBusy(): boolean {
    return this.#waiting || this.#done < this.#steps.length
  }

  /** It waits for ever. */
  get hangs(): boolean {
    return this.#hangs
  }

  push(steps: readonly Step[]): void {
    for (const step of steps) this.#steps.push(step)
    this.#run()
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.#run()
  }

  /** For good: what is left is forgotten. */
  stop(): void {
    this.#paused = true
    this.#forget()
    this.#cancel()
  }

  #run(): void {
    // A step's reader may pause, resume or push in the middle of it; the loop below sees to that.
    if (this.#running) return
    this.#running = true
    while (!this.#paused && !this.#waiting) {
      const step = this.#next()
      if (!step) break
      if (step.kind === 'wait') this.#wait(step.ms)
      else this.#perform(step)
    }
    this.#running = false
    if (!this.#paused && !this.isBusy) this.#drained()
  }

  #next(): Step | null {
    const step = this.#steps[this.#done]
    if (step) this.#done += 1
    else this.#forget()
    return step ?? null
  }

  #forget(): void {
    this.#steps = []
    this.#done = 0
  }

  #wait(ms: number): void {
    this.#waiting = true
    this.#hangs = ms === Infinity
    if (this.#hangs) return
    this.#cancel = this.#clock.after(ms, () => {
      this.#waiting = false
      this.#run()
    })
  }
}
