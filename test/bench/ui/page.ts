// The window under measurement, driven by the debugging protocol alone: a test runner has every socket message reported to
// it, and the page pays for that.
import { setTimeout as sleep } from 'node:timers/promises'
import { debugPage } from '../../support/devtools'
import { installRecorder, readCounts, type Counts, type Recording } from './recorder'

type Point = { readonly x: number; readonly y: number }

export type Page = {
  /** Calls a function in the page; it must not refer to anything outside itself. */
  readonly run: <A extends readonly unknown[], T>(task: (...args: A) => T | Promise<T>, ...args: A) => Promise<T>
  /** The middle of the first element whose name or text has these words, once it is there. */
  readonly find: (selector: string, words?: string) => Promise<Point>
  readonly click: (at: Point) => Promise<void>
  readonly wheel: (at: Point, deltaY: number) => Promise<void>
  readonly type: (text: string) => Promise<void>
  /** The heading of the viewer and the counts of the status bar. */
  readonly look: () => Promise<Counts & { readonly model: string }>
  /** MiB in use after collecting garbage, with the buffers that lie outside the heap. */
  readonly heap: () => Promise<number>
  /** What was on screen while something was done. */
  readonly record: (act: () => Promise<void>) => Promise<Recording>
}

/** Long enough for the browser to tell of the last long task. */
const settleMs = 400

const patienceMs = 30_000

/** @param endpoint as printed by `--remote-debugging-port=0` */
export async function openPage(endpoint: string): Promise<Page> {
  const { send } = await debugPage(endpoint)

  const run: Page['run'] = async (task, ...args) => {
    const expression = `(${task.toString()})(...${JSON.stringify(args)})`
    const answer = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? expression)
    return answer.result?.value as never
  }
  const mouse = (type: string, at: Point, more: object) => send('Input.dispatchMouseEvent', { type, ...at, ...more })

  await until(() => run(() => document.querySelector('nav[aria-label=Screens]') !== null), patienceMs)
  await run(installRecorder)

  return {
    run,
    async find(selector, words = '') {
      let at: Point | null = null
      await until(async () => (at = await run(findMiddle, selector, words)) !== null, patienceMs)
      if (at === null) throw new Error(`nothing on screen is ${selector} with "${words}"`)
      return at
    },
    async click(at) {
      await mouse('mousePressed', at, { button: 'left', clickCount: 1 })
      await mouse('mouseReleased', at, { button: 'left', clickCount: 1 })
    },
    async wheel(at, deltaY) {
      await mouse('mouseWheel', at, { deltaX: 0, deltaY })
    },
    async type(text) {
      for (const letter of text) await send('Input.dispatchKeyEvent', { type: 'char', text: letter })
    },
    async look() {
      const [model, status] = await run(readWindow)
      return { model, ...readCounts(status) }
    },
    async heap() {
      for (let i = 0; i < 3; i += 1) await send('HeapProfiler.collectGarbage')
      const all = await run(
        () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
      )
      const { usedSize = 0 } = await send('Runtime.getHeapUsage')
      return Math.max(usedSize, all) / 2 ** 20
    },
    async record(act) {
      await run(() => window.benchRecorder.start())
      await act()
      await run(() => window.benchRecorder.mark())
      await sleep(settleMs)
      return run(() => window.benchRecorder.stop())
    },
  }
}

function readWindow(): [model: string, status: string] {
  const read = (selector: string) => document.querySelector(selector)?.textContent ?? ''
  return [read('[aria-label=Viewer] h1'), read('[aria-label=Status]')]
}

function findMiddle(selector: string, words: string): Point | null {
  const found = [...document.querySelectorAll(selector)].find((element) =>
    `${element.getAttribute('aria-label') ?? ''} ${element.textContent}`.includes(words),
  )
  if (!found) return null
  const { x, y, width, height } = found.getBoundingClientRect()
  return { x: x + width / 2, y: y + height / 2 }
}

/** Asks again until it is so. */
export async function until(isSo: () => Promise<boolean>, limitMs: number): Promise<boolean> {
  const end = performance.now() + limitMs
  while (performance.now() < end) {
    if (await isSo()) return true
    await sleep(50)
  }
  return false
}
