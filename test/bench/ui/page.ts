// The window under measurement, driven by the debugging protocol alone: a test runner has every socket message reported to
// it, and the page pays for that.
import { setTimeout as sleep } from 'node:timers/promises'
import { debugPage } from '../../support/devtools'
import { installRecorder, readCounts, type Counts, type Recording } from './recorder'

type Point = { readonly x: number; readonly y: number }

export type Page = {
  /** Calls a function in the page; it must not refer to anything outside itself. */
  readonly run: <A extends readonly unknown[], T>(task: (...args: A) => T | Promise<T>, ...args: A) => Promise<T>
  /** The middle of the first element whose name or text has these words. */
  readonly find: (selector: string, words?: string) => Promise<Point>
  readonly click: (at: Point) => Promise<void>
  readonly wheel: (at: Point, deltaY: number) => Promise<void>
  readonly type: (text: string) => Promise<void>
  readonly counts: () => Promise<Counts>
  /** MiB in use after collecting garbage, with the buffers that lie outside the heap. */
  readonly heap: () => Promise<number>
  /** What was on screen while something was done. */
  readonly record: (act: () => Promise<void>) => Promise<Recording>
}

/** Long enough for the browser to tell of the last long task. */
const settleMs = 400

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

  await until(() => run(() => document.querySelector('nav[aria-label=Screens]') !== null), 30_000)
  await run(installRecorder)

  return {
    run,
    find: (selector, words = '') => run(findMiddle, selector, words),
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
    counts: async () => readCounts(await run(() => document.querySelector('[aria-label=Status]')?.textContent ?? '')),
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
      await sleep(settleMs)
      return run(() => window.benchRecorder.stop())
    },
  }
}

function findMiddle(selector: string, words: string): Point {
  const found = [...document.querySelectorAll(selector)].find((element) =>
    `${element.getAttribute('aria-label') ?? ''} ${element.textContent}`.includes(words),
  )
  if (!found) throw new Error(`nothing on screen is ${selector} with "${words}"`)
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
