// Figure 7: a library of 10,000 sessions on screen while streams come in, in the order of time and in chains, and scrolled.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Opened } from './hosts'
import { listed } from './library'
import { judgeFrames, judgeTasks, type Line } from './line'
import { until, type Page } from './page'
import type { Recording } from './recorder'

const streams = 4
const perSecond = 400
const messages = 2

const grid = '[aria-label=Sessions] [data-list]'

/** Several answers at once, so that many rows change many times a second. */
async function watchStreams({ page, ask }: Opened): Promise<Recording> {
  return page.record(async () => {
    await Promise.all(
      Array.from({ length: streams }, () => ask('openai/gpt-5-nano', `steady ${messages} ${perSecond}`)),
    )
  })
}

const scroll = (page: Page): Promise<Recording> =>
  page.record(async () => {
    const at = await page.find(grid)
    for (const step of [300, -300, 1_500]) {
      const end = performance.now() + 1_500
      while (performance.now() < end) {
        await page.wheel(at, step)
        await sleep(16)
      }
    }
  })

export async function measureList(opened: Opened): Promise<Line[]> {
  const { page } = opened
  const rows = () =>
    page.run((selector) => Number(document.querySelector(selector)?.getAttribute('aria-rowcount') ?? 0), grid)
  await until(async () => (await rows()) >= listed, 60_000)
  await watchStreams(opened)
  const lines: Line[] = []
  for (const order of ['Time', 'Chain']) {
    await page.click(await page.find('[role=radio]', order))
    const what = `list of ${listed.toLocaleString('en-US')} by ${order.toLowerCase()}, ${streams} streams`
    const live = await watchStreams(opened)
    lines.push(judgeFrames(7, what, live.intervals), judgeTasks(7, what, live.longTasks))
  }
  await page.click(await page.find('[role=radio]', 'Time'))
  const scrolled = await scroll(page)
  lines.push(judgeFrames(7, `list of ${listed.toLocaleString('en-US')}, scrolled`, scrolled.intervals))
  return lines
}
