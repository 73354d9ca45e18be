// Sessions as they may leave: read once to know what has to be masked, then given to a writer frame by frame. Nothing is given while a
// token is left that nobody has explained.
import { cleaned, firstFrames, mapFrames, type PortableSession } from '#shared/formats/portable'
import type { WriteOptions } from '#shared/formats/write'
import type { ExportResult } from '#shared/contract/formats'
import { planRedaction, type RedactionPlan } from '#shared/redaction/plan'
import { compileRules, noRules, type RedactionRules } from '#shared/redaction/rules'
// Its text: the bundler makes the module.
// oxlint-disable-next-line import/default
import program from './capsule-program.mjs?raw'
import { compilePattern } from './compile-pattern'

export type Prepared = Pick<ExportResult, 'masked' | 'counts' | 'blocked'> & {
  readonly sessions: AsyncIterable<PortableSession>
  readonly options: WriteOptions
}

type Planned<T> = { readonly id: string; readonly source: T; readonly plan: RedactionPlan }

/** More places than this are counted. */
const mostListed = 5_000

/** @throws HostError `invalid_pattern`, and what `open` throws */
export async function prepareExport<T>(
  sources: readonly T[],
  open: (source: T) => Promise<PortableSession>,
  version: string,
  redact: RedactionRules = noRules,
): Promise<Prepared> {
  const rules = compileRules(redact, compilePattern)
  const plans = new Map<string, RedactionPlan>()
  const list: Planned<T>[] = []
  for (const source of sources) {
    const { header, frames } = await open(source)
    const plan = await planRedaction(frames, rules)
    plans.set(header.id, plan)
    list.push({ id: header.id, source, plan })
  }
  const counts: Record<string, number> = {}
  for (const { plan } of list) {
    for (const [rule, count] of Object.entries(plan.counts)) counts[rule] = (counts[rule] ?? 0) + count
  }
  return {
    masked: list.flatMap(({ id, plan }) => plan.masked.map((span) => ({ ...span, id }))).slice(0, mostListed),
    counts,
    blocked: list.flatMap(({ id, plan }) => plan.blocked.map((token) => ({ ...token, id }))).slice(0, mostListed),
    sessions: openAll(list, open),
    options: {
      version,
      madeAt: Date.now(),
      program,
      redaction: (id) => plans.get(id) ?? { masked: [], counts: {} },
    },
  }
}

async function* openAll<T>(
  list: readonly Planned<T>[],
  open: (source: T) => Promise<PortableSession>,
): AsyncGenerator<PortableSession> {
  for (const { source, plan } of list) {
    const { header, frames } = await open(source)
    const planned = { [Symbol.asyncIterator]: () => firstFrames(frames, plan.frames) }
    yield cleaned({ header, frames: planned }, (all) => mapFrames(all, plan.clean))
  }
}
