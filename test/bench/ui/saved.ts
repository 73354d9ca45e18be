// Figures 5 and 6: a saved session of 1,000,000 events, and what is left of it in the window's memory.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Opened } from './hosts'
import type { Library, Saved } from './library'
import { judge, judgeFrames, judgeTasks, state, type Line } from './line'
import { until, type Page } from './page'
import { isSearched, readCounts, type Moment, type Recording } from './recorder'

/** Long enough for a window that reads every byte. */
const limitMs = 180_000

/** Selects a session and waits until all of it is shown. */
const open = (page: Page, { model, frames }: Saved): Promise<Recording> =>
  page.record(async () => {
    await page.click(await page.find('[role=grid][aria-label^="Sessions"] [role=row]', model))
    const isShown = async () => {
      const seen = await page.look()
      return seen.model === model && seen.shown === frames
    }
    await until(isShown, limitMs)
  })

const since = ({ moments, actedAt }: Recording, isIt: (moment: Moment) => boolean) =>
  (moments.find((moment) => moment.at >= actedAt && isIt(moment))?.at ?? Number.POSITIVE_INFINITY) - actedAt

/** Wheel steps down and up, then jumps, as with the bar at the side. */
const scroll = (page: Page): Promise<Recording> =>
  page.record(async () => {
    const grid = await page.find('[role=grid][aria-label=Events]')
    for (const step of [400, -400, 1_200]) {
      const end = performance.now() + 1_500
      while (performance.now() < end) {
        await page.wheel(grid, step)
        await sleep(16)
      }
    }
    for (const share of [0.5, 0.1, 0.9, 0.3, 1, 0.7, 0, 0.6, 0.2, 0.8]) {
      await page.run(jumpTo, share)
      await sleep(150)
    }
  })

function jumpTo(share: number): void {
  const grid = document.querySelector('[role=grid][aria-label=Events]')
  if (grid) grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * share
}

/** The terminal event, which has the whole output once more, and what ends the session. */
const framesAtEnd = 3

const allDeltas = 'type:delta'

/** Every event a row of its own: the longest list there is. Returns the number of rows. */
async function listAll(page: Page): Promise<number> {
  await page.click(await page.find('input[aria-label="Filter events"]'))
  await page.type(allDeltas)
  await until(() => page.run(isSearched), limitMs)
  return page.run(() =>
    Number(document.querySelector('[role=grid][aria-label=Events]')?.getAttribute('aria-rowcount') ?? 0),
  )
}

const listFolded = async (page: Page): Promise<void> =>
  page.click(await page.find('button[aria-label^="Remove"]', allDeltas))

const showSide = async (page: Page, tab: string): Promise<void> => page.click(await page.find('[role=tab]', tab))

/** Everything twice with a session large enough, so that nothing is loaded or compiled for the first time later on. */
async function warmUp(page: Page, { middle, small }: Library): Promise<void> {
  for (const side of ['Raw', 'Output']) {
    await showSide(page, side)
    await open(page, middle)
    await scroll(page)
    await listAll(page)
    await scroll(page)
    await listFolded(page)
    await open(page, small)
  }
}

export async function measureSaved({ page }: Opened, library: Library): Promise<Line[]> {
  const { big, small } = library
  await open(page, small)
  await warmUp(page, library)
  await warmUp(page, { ...library, middle: big })
  const startMb = await page.heap()
  await showSide(page, 'Raw')
  const plain = await open(page, big)
  await open(page, small)
  await showSide(page, 'Output')
  const opening = await open(page, big)
  const openMb = await page.heap()
  const folded = await scroll(page)
  const rows = await listAll(page)
  const listed = await scroll(page)
  const listedMb = await page.heap()
  await listFolded(page)
  await open(page, small)
  const leftMb = await page.heap()

  const isBig = ({ model }: Moment) => model === big.model
  /** So many frames are counted, and the list has as many rows as it will have with the last of them. */
  const isShown =
    (count: number, rows = 0) =>
    (m: Moment) =>
      isBig(m) && readCounts(m.status).shown >= count && m.rows >= rows
  const whole = (run: Recording) => since(run, isShown(big.frames, run.moments.at(-1)?.rows))
  const apart = `${whole(plain)} ms; ${since(plain, isShown(big.frames - framesAtEnd))} ms without the terminal event`
  const what = 'saved session of 1,000,000'
  const more = Math.round((leftMb / startMb - 1) * 100)
  const left = `${startMb.toFixed(1)} MB before, ${leftMb.toFixed(1)} MB after (${more > 0 ? '+' : ''}${more} %)`
  return [
    judge(
      { figure: 5, what: `${what}: click to first rows`, unit: 'ms' },
      [since(opening, (m) => isBig(m) && m.drawn > 0)],
      1_000,
    ),
    judge({ figure: 5, what: `${what}: click to all counted`, unit: 'ms' }, [whole(opening)], 1_000),
    state(5, `${what}: the same while no output is shown`, apart),
    judgeTasks(5, `${what}, while it opens`, opening.longTasks),
    judge({ figure: 5, what: `${what}: heap`, unit: 'MB' }, [openMb], 150),
    judgeFrames(5, `${what}, scrolled`, folded.intervals),
    judgeFrames(5, `${what}, ${rows.toLocaleString('en-US')} rows scrolled`, listed.intervals),
    state(5, `${what}: heap with these rows`, `${listedMb.toFixed(1)} MB`),
    state(6, 'heap once the session is left', left, 'within 10 %', Math.abs(more) <= 10),
  ]
}
