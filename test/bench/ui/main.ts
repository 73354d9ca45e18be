// Chooses hosts and figures, measures them one after another and prints a table for each host.
import { cpus } from 'node:os'
import { openDisplay } from '../../support/display.mjs'
import { hostNames, openHost, type HostName, type Opened } from './hosts'
import { createLibrary, createListed, type Library } from './library'
import { percentile, type Line } from './line'
import { measureList } from './list'
import { measureBurst, measureFilter, measureSteady, warmUp } from './live'
import { measureSaved } from './saved'

const liveFigures: Readonly<Record<number, (opened: Opened) => Promise<Line[]>>> = {
  1: (opened) => measureBurst(opened, 1, { messages: 10, rounds: 5, target: 150 }),
  2: (opened) => measureBurst(opened, 2, { messages: 100, rounds: 3, target: 500 }),
  3: (opened) => measureSteady(opened, 3),
  4: (opened) => measureFilter(opened, 4),
}

export async function measure(args: readonly string[]): Promise<void> {
  const hosts = hostNames.filter((name) => args.includes(name))
  const figures = args.map(Number).filter((n) => !Number.isNaN(n))
  const wanted = (figure: number) => figures.length === 0 || figures.includes(figure)
  const machine = cpus()
  console.log(`${machine.length} cores, ${machine[0]?.model ?? 'unknown'}; Node ${process.versions.node}`)
  const display = await openDisplay()
  let library: Library | null = null
  let list: Listed | null = null
  try {
    if (wanted(5) || wanted(6)) library = await createLibrary()
    if (wanted(7)) list = await createListed()
    for (const host of hosts.length === 0 ? hostNames : hosts) await measureHost(host, wanted, { library, list })
  } finally {
    library?.remove()
    list?.remove()
    display.close()
  }
}

type Listed = Awaited<ReturnType<typeof createListed>>
type Saved = { readonly library: Library | null; readonly list: Listed | null }

async function measureHost(
  host: HostName,
  wanted: (figure: number) => boolean,
  { library, list }: Saved,
): Promise<void> {
  const live = Object.entries(liveFigures).filter(([figure]) => wanted(Number(figure)))
  const lines: Line[] = []
  await withHost(host, null, async (opened) => {
    console.log(await describe(host, opened))
    if (live.length > 0) await warmUp(opened)
    for (const [, figure] of live) lines.push(...(await figure(opened)))
  })
  if (library)
    await withHost(host, library, async (opened) => void lines.push(...(await measureSaved(opened, library))))
  if (list) await withHost(host, list, async (opened) => void lines.push(...(await measureList(opened))))
  console.table(lines)
}

async function withHost(
  name: HostName,
  library: Pick<Library, 'dataDir'> | null,
  task: (opened: Opened) => Promise<void>,
): Promise<void> {
  const opened = await openHost(name, library?.dataDir)
  try {
    await task(opened)
  } finally {
    await opened.close()
  }
}

/** Which browser it is, and how evenly its frames come when there is nothing to do: no figure can be better. */
async function describe(host: HostName, { page }: Opened): Promise<string> {
  const { intervals } = await page.record(() => new Promise((resolve) => setTimeout(resolve, 2_000)))
  const version = await page.run(() => /Chrome\/([\d.]+)/.exec(navigator.userAgent)?.[1] ?? 'unknown')
  return `${host}: Chromium ${version}; at rest p95 frame interval ${percentile(intervals, 0.95).toFixed(1)} ms`
}
