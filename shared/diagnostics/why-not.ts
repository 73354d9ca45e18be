// "Why not X?": one sentence about one provider, and the smallest set of changes that would let it in, past every stage that
// keeps it out (PEERS-UI 3.2).
import { fixInput } from '#shared/diagnostics/causes'
import { setRoute, type Documents } from '#shared/diagnostics/documents'
import type { Action, Context, Explanation, Outcome } from '#shared/diagnostics/explanation'
import { explain } from '#shared/diagnostics/explain'
import { change, elsewhere } from '#shared/diagnostics/actions'
import { fixesFor } from '#shared/diagnostics/fixes'
import { isSameProvider, obstaclesOf, type Obstacle } from '#shared/diagnostics/obstacles'
import { applyPatch } from '#shared/diagnostics/patch'
import { clip, sayStage } from '#shared/diagnostics/words'
import { nearest } from '#shared/nearest'

export type WhyNot = {
  readonly provider: string
  readonly sentence: string
  /** In the order they are passed; `isLater`: it would be met after the first. */
  readonly obstacles: readonly Obstacle[]
  /**
   * To be applied one after the other: each patch is made for what the ones before it leave. Empty when nothing keeps the
   * provider out.
   */
  readonly changes: readonly Action[]
  /** Whether the changes are all patches, so that applying them is enough; null when there is nothing to change. */
  readonly outcome: Outcome | null
}

/**
 * `about` is an explanation, or whatever `explain` takes: an envelope, or a recorded decision. `context` is what the explanation was made with: it does not hold the configuration, which
 * may hold keys.
 */
export function whyNot(about: unknown, provider: string, context: Context = {}): WhyNot {
  const explanation = isExplanation(about) ? about : explain(about, context)
  const name = clip(provider, 60)
  const { routing, facts, attempts } = explanation
  const attempt = [...attempts].reverse().find((one) => isSameProvider(one.provider, provider))
  if (attempt) return answer(name, `${name} was asked: it ${attempt.words}.`, [], actionsAbout(explanation, provider))
  const obstacles = obstaclesOf(routing, facts.missingPricing, provider)
  const known = knownProviders(explanation)
  if (obstacles.length > 0) {
    const { changes } = mendObstacles(explanation, provider, obstacles, {
      request: explanation.source.request,
      configuration: context.configuration ?? {},
    })
    return answer(name, sayObstacles(name, obstacles), obstacles, changes)
  }
  if (!known.some((id) => isSameProvider(id, provider))) return sayUnknown(name, known, explanation, context)
  const place = routing.order.findIndex((id) => isSameProvider(id, provider))
  const sentence =
    place < 0
      ? `${name} passed every stage, and was not in the plan.`
      : `${name} was a candidate, number ${place + 1} of ${routing.order.length}; it was not its turn.`
  return answer(name, sentence, [], actionsAbout(explanation, provider))
}

const isExplanation = (value: unknown): value is Explanation =>
  typeof value === 'object' && value !== null && 'verdict' in value && 'causes' in value && 'source' in value

function answer(
  provider: string,
  sentence: string,
  obstacles: readonly Obstacle[],
  changes: readonly Action[],
): WhyNot {
  const isEnough = changes.length > 0 && changes.every(({ patch }) => patch.length > 0)
  return { provider, sentence, obstacles, changes, outcome: isEnough ? 'candidate' : null }
}

const actionsAbout = ({ causes }: Explanation, provider: string): readonly Action[] =>
  causes
    .filter(({ providers }) => providers.some((id) => isSameProvider(id, provider)))
    .flatMap(({ actions }) => actions.slice(0, 1))

/** `dropped at rollout status: in beta, …; it would also be dropped at provider routing: …`. */
function sayObstacles(name: string, [first, ...later]: readonly Obstacle[]): string {
  if (!first) return `Nothing is known against ${name}.`
  const also = later.map(({ stage, words }) => `at ${sayStage(stage)} (${words})`).join(', then ')
  const then = also === '' ? '' : ` It would then be dropped ${also}.`
  return `${name} was dropped at ${sayStage(first.stage)}: ${first.words}.${then}`
}

/** The first fix of each obstacle, preferring one that is a patch; one change may remove two. */
function mendObstacles(
  explanation: Explanation,
  provider: string,
  obstacles: readonly Obstacle[],
  documents: Documents,
): { readonly changes: readonly Action[] } {
  let now = documents
  const changes: Action[] = []
  for (const obstacle of obstacles) {
    const fixes = fixesFor(fixInput(explanation, now, provider, obstacle))
    const best = fixes.find(({ patch }) => patch.length > 0) ?? fixes[0]
    if (!best || changes.some(({ words }) => words === best.words)) continue
    changes.push(best)
    if (best.target === 'none') continue
    const patched = applyPatch(now[best.target], best.patch)
    if (patched.ok) now = { ...now, [best.target]: patched.document }
  }
  return { changes }
}

const knownProviders = ({ routing }: Explanation): string[] => [
  ...new Set([
    ...routing.considered.map(({ provider }) => provider),
    ...routing.ranked.map(({ provider }) => provider),
    ...routing.order,
    ...(routing.enablement?.before ?? []),
    ...routing.stages.flatMap(({ dropped }) => dropped.map(({ provider }) => provider)),
  ]),
]

function sayUnknown(name: string, known: readonly string[], { routing }: Explanation, context: Context): WhyNot {
  const { model } = routing
  if (model === null && known.length === 0) {
    return answer(name, `The answer does not tell which providers there were, so nothing is known of ${name}.`, [], [])
  }
  const close = nearest(name, known)
  const hint = close !== '' && isNear(close, name) ? ` Did you mean ${close}?` : ''
  const sentence = `${name} is not among the providers of ${model ?? 'the model'}.${hint}`
  if (model === null)
    return answer(name, sentence, [], [elsewhere(`Describe the model at ${name} in the configuration.`)])
  const slug = model.slice(model.indexOf('/') + 1)
  const route = { model, provider: name, slug }
  const { configuration = {} } = context
  const pricing = { input_per_mtok: 0, output_per_mtok: 0 }
  const action = change(
    `Describe ${model} at ${name} in the configuration; there its name is taken to be ${slug}, and its price 0.`,
    'configuration',
    setRoute(configuration, route, 'pricing', pricing),
    name,
  )
  return answer(name, sentence, [], action === null ? [] : [action])
}

/** Three letters of the longer name, or a third of it. */
const isNear = (a: string, b: string): boolean =>
  a.toLowerCase().includes(b.toLowerCase().slice(0, 4)) || a.at(0) === b.at(0)
