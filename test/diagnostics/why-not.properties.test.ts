// "Why not X?" against the router itself: whatever keeps a provider out, the changes that are suggested let it in, or bring it
// to a stage it had not come to.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPatch } from '#shared/diagnostics/patch'
import { whyNot } from '#shared/diagnostics/why-not'
import { foldAliases } from '#shared/open-responses/canonical'
import type { ResponsesRequest } from '#shared/open-responses/request'
import { readHints } from '../../gateway/routing/hints'
import { readNeeds } from '../../gateway/routing/needs'
import { route } from '../../gateway/routing/route'
import { catalogueOf } from '../support/catalogue'

const ids = ['a', 'b', 'c', 'd']
const mostly = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 3 }, { arbitrary: fc.constantFrom(...others), weight: 1 })
const closed = ['beta', 'alpha', 'not_ready', 'paused', 'internal_testing', 'something_else']

const row = fc.record({
  provider: fc.record({
    status: mostly('active', ...closed),
    routing_status: mostly('active', 'disabled'),
    enabled: mostly(true, false),
    adapter: mostly<string | null>('simulator', null),
  }),
  route: fc.record({
    routing_status: mostly('active', 'disabled'),
    capability_status: mostly('active', 'disabled', 'coming_soon', 'internal_testing'),
    endpoints: mostly(['responses'], ['responses.ws']),
    pricing: mostly<object | undefined>({ input_per_mtok: 1, output_per_mtok: 1 }, undefined),
    service_tiers: mostly<string[] | undefined>(undefined, ['priority']),
    max_output_tokens: mostly<number | undefined>(undefined, 10),
    params: mostly<object | undefined>(undefined, { seed: false }, { reasoning: false }),
  }),
})
const request = fc.record({
  model: fc.constantFrom('m', 'm', 'm:fast', 'a:m'),
  service_tier: mostly<string | undefined>(undefined, 'flex'),
  max_output_tokens: mostly<number | undefined>(undefined, 100),
  seed: mostly<number | undefined>(undefined, 1),
  reasoning: mostly<object | undefined>(undefined, { effort: 'low' }),
  provider: fc.record(
    {
      only: fc.subarray([...ids, 'nobody']),
      ignore: fc.subarray(ids),
      require_parameters: fc.boolean(),
      include_alpha: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
  routing: mostly<object | undefined>(undefined, { ignore: ['B '] }),
})
const scene = fc.record({
  rows: fc.tuple(row, row, row, row),
  request,
  channels: fc.record({ beta: fc.boolean() }, { requiredKeys: [] }),
})

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
type Documents = Readonly<Record<'request' | 'configuration', unknown>>

function decide({ request: body, configuration }: Documents) {
  const asked = body as ResponsesRequest
  return route({
    catalogue: catalogueOf(configuration),
    model: asked.model,
    endpoint: 'responses',
    seed: 's',
    hints: readHints(asked),
    needs: readNeeds(foldAliases(asked)),
  }).diagnostics
}

/** Null once nothing keeps it out. */
function nextStep(
  documents: Documents,
  provider: string,
): { stage: string; reason: string; documents: Documents } | null {
  const diagnostics = decide(documents)
  const isIn = diagnostics.rankedProviders?.some(({ providerId }) => providerId === provider)
  if (isIn) return null
  const answer = whyNot(diagnostics, provider, documents)
  const [obstacle] = answer.obstacles
  if (!obstacle || answer.outcome !== 'candidate') throw new Error(`${answer.sentence} Nothing lets it in.`)
  const after = answer.changes.reduce<Documents>((now, { target, patch, words }) => {
    if (target === 'none') return now
    const patched = applyPatch(now[target], patch)
    if (!patched.ok) throw new Error(`${words} ${JSON.stringify(patched.step)} does not fit`)
    return { ...now, [target]: patched.document }
  }, documents)
  return { stage: obstacle.stage, reason: obstacle.reason, documents: after }
}

describe('the changes of “Why not X?” are enough', { timeout: 120_000 }, () => {
  it('each set of them takes a provider past everything that was known, until it is a candidate', () => {
    let let_in = 0
    fc.assert(
      fc.property(scene, fc.constantFrom(...ids), ({ rows, request: asked, channels }, provider) => {
        const configuration = plain({
          gateway: { channels },
          providers: ids.map((id, i) => ({ id, ...rows[i]?.provider })),
          models: [{ id: 'm', providers: ids.map((id, i) => ({ provider: id, model: 'm', ...rows[i]?.route })) }],
        })
        let documents: Documents = { request: plain({ ...asked, input: 'x' }), configuration }
        const met: string[] = []
        for (let step = nextStep(documents, provider); step; step = nextStep(documents, provider)) {
          const obstacle = `${step.stage} ${step.reason}`
          expect(met, 'an obstacle that was mended does not come back').not.toContain(obstacle)
          met.push(obstacle)
          documents = step.documents
        }
        let_in += met.length > 0 ? 1 : 0
      }),
      { numRuns: 500 },
    )
    expect(let_in).toBeGreaterThan(150)
  })
})
