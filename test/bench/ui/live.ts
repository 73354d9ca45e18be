// Figures 1 to 4: what the window does while a session comes in, and with 100,000 events of it.
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { eventsOfMessage, rareWord } from '../answer.mjs'
import type { Opened } from './hosts'
import { framesAround } from './library'
import { judge, judgeFrames, judgeTasks, state, type Line } from './line'
import { until } from './page'
import { areEqual, isSearched, readCounts, type Recording } from './recorder'

const limitMs = 120_000

/** Two models in turn: the heading tells which of two sessions with the same number of events is on screen. */
const models = ['openai/gpt-5-nano', 'openai/gpt-5-mini'] as const
let asked = 0

type Run = {
  readonly recording: Recording
  readonly events: number
  readonly frames: number
  /** From the last write of the session's file to the frame that shows the last event. */
  readonly lagMs: number
}

/** One streamed answer while its session is on screen. */
async function watch({ page, dataDir, ask }: Opened, input: string): Promise<Run> {
  const model = models[(asked += 1) % 2] ?? models[0]
  let events = 0
  const recording = await page.record(async () => {
    events = await ask(model, input)
    const isShown = async () => {
      const seen = await page.look()
      return seen.model.includes(model) && areEqual(seen) && seen.shown > events
    }
    if (!(await until(isShown, limitMs))) throw new Error(`${input}: not all shown after ${limitMs} ms`)
  })
  const last = recording.moments.at(-1)
  const frames = readCounts(last?.status ?? '').shown
  const storedAt = newestSession(dataDir)
  const first = recording.moments.find(({ model: heading, status }) => {
    const counts = readCounts(status)
    return heading.includes(model) && areEqual(counts) && counts.shown === frames
  })
  return { recording, events, frames, lagMs: (first?.at ?? Number.NaN) - storedAt }
}

/** When the newest session file was written to last. */
function newestSession(dataDir: string): number {
  const folder = path.join(dataDir, 'sessions')
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl') && name !== 'index.jsonl')
  return Math.max(...files.map((name) => statSync(path.join(folder, name)).mtimeMs))
}

export async function warmUp(opened: Opened): Promise<void> {
  await watch(opened, 'burst 10')
  await watch(opened, 'burst 10')
}

const grouped = (n: number) => n.toLocaleString('en-US')

export async function measureBurst(
  opened: Opened,
  figure: number,
  { messages, rounds, target }: { readonly messages: number; readonly rounds: number; readonly target: number },
): Promise<Line[]> {
  const what = `burst of ${grouped(messages * eventsOfMessage)}`
  const runs: Run[] = []
  for (let i = 0; i < rounds; i += 1) runs.push(await watch(opened, `burst ${messages}`))
  return [
    judge(
      { figure, what: `${what}: last stored to all shown`, unit: 'ms' },
      runs.map((run) => run.lagMs),
      target,
    ),
    judgeTasks(
      figure,
      what,
      runs.flatMap((run) => run.recording.longTasks),
    ),
  ]
}

/** Told to the client in the gateway's words, so the provider's are recorded beside them. */
const snapshots = 3

const steady = { messages: 50, perSecond: 5_000 }

export async function measureSteady(opened: Opened, figure: number): Promise<Line[]> {
  const { recording, events, frames } = await watch(opened, `steady ${steady.messages} ${steady.perSecond}`)
  const { received, stored, shown } = readCounts(recording.moments.at(-1)?.status ?? '')
  const what = `${grouped(steady.perSecond)} a second for 10 s`
  const counts = `${grouped(received)} = ${grouped(stored)} = ${grouped(shown)}, ${grouped(events)} by the client`
  const whole = areEqual({ received, stored, shown }) && frames === events + framesAround + snapshots
  return [
    judgeFrames(figure, what, recording.intervals),
    judgeTasks(figure, what, recording.longTasks),
    state(figure, `${what}: received, stored, shown`, counts, 'equal', whole),
  ]
}

const filter = `type:output_text.delta ${rareWord}`

export async function measureFilter(opened: Opened, figure: number): Promise<Line[]> {
  const { page } = opened
  if ((await page.look()).shown < 100_000) await watch(opened, 'burst 100')
  const found = await page.find('input[aria-label="Filter events"]')
  const runs: Recording[] = []
  for (let i = 0; i < 6; i += 1) {
    await page.click(found)
    runs.push(
      await page.record(async () => {
        await page.type(filter)
        await until(() => page.run(isSearched), limitMs)
      }),
    )
    await page.click(await page.find('button[aria-label^="Remove"]', 'type'))
    await page.click(await page.find('button[aria-label^="Remove"]', rareWord))
  }
  // The first run is the warm-up.
  const measured = runs.slice(1)
  const since = (run: Recording, isIt: (filtered: string) => boolean) =>
    (run.moments.find((m) => m.at >= run.actedAt && isIt(m.filtered))?.at ?? Number.NaN) - run.actedAt
  const first = measured.map((run) => since(run, (text) => hits(text) > 0 && text.includes(`by ${rareWord}`)))
  const all = measured.map((run) => since(run, (text) => hits(text) > 0 && !text.includes('% searched')))
  const what = 'filter over 100,000'
  return [
    judge({ figure, what: `${what}: last key to first result`, unit: 'ms' }, first, 100),
    state(figure, `${what}: last key to all results`, `${all.join(' ')} ms`),
    judgeTasks(
      figure,
      `${what}, while typing`,
      measured.flatMap((run) => run.longTasks),
    ),
  ]
}

/** How many events are left, as in `12 of 100,011`. */
const hits = (panel: string): number => Number(/([\d,]+) of [\d,]+/.exec(panel)?.[1]?.replaceAll(',', '') ?? 0)
