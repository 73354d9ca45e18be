// What the window showed, frame by frame, read from outside: its roles, its text and the browser's own clocks.

/** What stood on screen after one painted frame; `at` is Unix milliseconds, as are the times of files. */
export type Moment = {
  readonly at: number
  /** The heading of the viewer: the model of the session on screen. */
  readonly model: string
  /** The text of the status bar. */
  readonly status: string
  /** Rows the event grid says it has, and rows that are there. */
  readonly rows: number
  readonly drawn: number
  /** The text of the event panel while something stands in its filter box, else empty. */
  readonly filtered: string
}

export type Recording = {
  readonly moments: readonly Moment[]
  /** Milliseconds from one frame to the next. */
  readonly intervals: readonly number[]
  /** Milliseconds of each task of 50 ms and more. */
  readonly longTasks: readonly number[]
  /** When the person last clicked or typed; 0 when nothing was done. */
  readonly actedAt: number
}

/** `mark`: what was done is done; frames from then on are idle ones and do not count. */
export type Recorder = { readonly start: () => void; readonly mark: () => void; readonly stop: () => Recording }

declare global {
  interface Window {
    benchRecorder: Recorder
  }
}

/** Runs in the page, so it refers to nothing outside itself. */
export function installRecorder(): void {
  let moments: Moment[] = []
  let frames: number[] = []
  let longTasks: number[] = []
  let actedAt = 0
  let markedAt = 0
  let running = false

  const find = (selector: string) => document.querySelector(selector)
  const observe = (): Moment => {
    const grid = find('[role=grid][aria-label=Events]')
    const box = find('input[aria-label="Filter events"]')
    const filters = box instanceof HTMLInputElement && box.value !== ''
    return {
      at: Date.now(),
      model: find('[aria-label=Viewer] h1')?.textContent ?? '',
      status: find('[aria-label=Status]')?.textContent ?? '',
      rows: Number(grid?.getAttribute('aria-rowcount') ?? 0),
      drawn: grid?.querySelectorAll('[role=row]').length ?? 0,
      filtered: filters ? (grid?.closest('[data-pane]')?.textContent ?? '') : '',
    }
  }
  // A message sent while a frame is made arrives after it was painted: what is there then is what is seen.
  const painted = new MessageChannel()
  painted.port1.addEventListener('message', () => running && moments.push(observe()))
  painted.port1.start()
  const onFrame = (time: number) => {
    if (!running) return
    frames.push(time)
    painted.port2.postMessage(null)
    requestAnimationFrame(onFrame)
  }
  for (const name of ['click', 'input'])
    document.addEventListener(name, () => (actedAt = Date.now()), { capture: true })
  const tasks = new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((e) => e.duration)))
  tasks.observe({ entryTypes: ['longtask'] })

  window.benchRecorder = {
    start() {
      tasks.takeRecords()
      longTasks = []
      actedAt = 0
      running = true
      requestAnimationFrame(onFrame)
    },
    mark() {
      markedAt = frames.length
    },
    stop() {
      running = false
      longTasks.push(...tasks.takeRecords().map((entry) => entry.duration))
      const intervals = frames.slice(1, markedAt).map((time, i) => time - (frames[i] ?? time))
      const recording = { moments, intervals, longTasks, actedAt }
      // What is kept here would count as the window's own memory.
      moments = []
      frames = []
      longTasks = []
      return recording
    },
  }
}

export type Counts = { readonly received: number; readonly stored: number; readonly shown: number }

/** The three counts of the status bar. */
export function readCounts(status: string): Counts {
  const read = (word: string) =>
    Number(new RegExp(`([\\d,]+)\\s*${word}`).exec(status)?.[1]?.replaceAll(',', '') ?? Number.NaN)
  return { received: read('received'), stored: read('stored'), shown: read('shown') }
}

export const areEqual = ({ received, stored, shown }: Counts): boolean => received === stored && stored === shown

/** Runs in the page: is what the filter box asks for found, as far as it is there? */
export function isSearched(): boolean {
  const panel = document.querySelector('[role=grid][aria-label=Events]')?.closest('[data-pane]')?.textContent ?? ''
  return / of [\d,]+/.test(panel) && !panel.includes('% searched')
}
