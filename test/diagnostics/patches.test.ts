// A suggested change keeps its promise: each one of every failing case is applied, and the case is run again through a real
// gateway with the changed configuration, or with the changed request. Changes are made for what the console may see of the
// configuration, and applied to the file itself.
import { describe, expect, it } from 'vitest'
import type { Action, Cause } from '#shared/diagnostics/explanation'
import { applyPatch } from '#shared/diagnostics/patch'
import { whyNot } from '#shared/diagnostics/why-not'
import type { RoutingDiagnostics } from '#shared/open-responses/diagnostics'
import type { Behaviour, Case } from '../conformance/case'
import {
  candidates,
  contextOf,
  errorsOf,
  explainRan,
  hasFailed,
  runCase,
  type Configuration,
  type Explained,
  type Ran,
} from './failing-cases'

/** Whoever is asked more than the case has answers for, answers well. */
const willing: readonly Behaviour[] = [
  { output_text: 'as promised', repeat: 'forever' },
  { ws_events: ['response.created', 'response.completed'], repeat: 'forever' },
]

/** As a file that somebody has lived with: others stand before the entries of the case. */
const crowd = ({ providers, models, faults = [], ...rest }: Configuration): Configuration => ({
  ...rest,
  $schema: './gatescope.config.schema.json',
  providers: [
    {
      id: 'bystander',
      adapter: 'openai-compatible',
      base_url: 'http://127.0.0.1:9/v1',
      api_key: '${BYSTANDER_KEY}',
      label: 'Bystander',
    },
    ...(providers as unknown[]),
  ],
  models: [{ id: 'bystander/one', providers: [{ provider: 'bystander', model: 'one' }] }, ...(models as unknown[])],
  faults: [{ provider: 'bystander', status: 500, times: 3 }, ...(faults as unknown[])],
})

function apply(document: unknown, { patch, words }: Action): unknown {
  const patched = applyPatch(document, patch)
  if (!patched.ok) throw new Error(`${words} ${JSON.stringify(patched.step)} does not fit`)
  return patched.document
}

async function runWith(ran: Ran, { explanation, sent }: Explained, changes: readonly Action[]): Promise<Ran> {
  const changed = { request: explanation.source.request, configuration: ran.configuration }
  for (const action of changes) {
    if (action.target !== 'none') changed[action.target] = apply(changed[action.target], action)
  }
  const isAsked = changes.some(({ target }) => target === 'request')
  return runCase(ran.test, {
    configuration: changed.configuration,
    ...(isAsked ? { request: changed.request, replaces: sent } : {}),
    // A script refuses whatever it is sent; a provider on a socket would have looked at the message.
    upstream: ran.status === 101 ? willing : [...ran.test.upstream, ...willing],
  })
}

async function planOf(ran: Ran): Promise<readonly string[]> {
  const { id } = await ran.gateway.settled()
  const frames = await ran.gateway.frames(id)
  const routed = frames.flatMap((frame) => (frame.kind === 'routed' ? [frame.diagnostics] : []))
  return (routed.at(-1) as RoutingDiagnostics).order
}

async function check(first: Ran, explained: Explained, cause: Cause, action: Action): Promise<void> {
  const then = await runWith(first, explained, [action])
  const label = `${first.test.name}: ${action.words}`
  if (action.outcome === 'candidate') {
    expect(await planOf(then), label).toEqual(expect.arrayContaining([...action.providers]))
  }
  if (first.frames.length > 0) {
    // A case may hold more than one failure; the one that was explained is gone.
    const said = JSON.stringify(errorsOf(first).at(-1))
    const times = (ran: Ran) => errorsOf(ran).filter((error) => JSON.stringify(error) === said).length
    expect(times(then), label).toBe(times(first) - 1)
  } else if (action.outcome === 'candidate' && cause.alone === true) {
    expect(hasFailed(then), `${label} ${then.text}`).toBe(false)
  } else if (hasFailed(then)) {
    // What comes after the check that refused may refuse in its turn, for a reason of its own.
    const { verdict } = (await explainRan(then)).explanation
    expect([verdict.stage, verdict.reason], label).not.toEqual([cause.stage, cause.reason])
  }
}

const failing = async (
  tests: readonly Case[],
  look: (ran: Ran, explained: Explained) => Promise<number>,
): Promise<number> => {
  let count = 0
  for (const test of tests) {
    const ran = await runCase(test, { around: crowd })
    if (hasFailed(ran)) count += await look(ran, await explainRan(ran))
  }
  return count
}

const cases = candidates()
const areas = [...new Set(cases.map(({ area }) => area))]

describe('each suggested change does what it promises', () => {
  let applied = 0
  let ofConfiguration = 0
  it.each(areas)('%s', { timeout: 120_000 }, async (area) => {
    const tests = cases.filter((one) => one.area === area)
    applied += await failing(tests, async (ran, explained) => {
      const pairs = explained.explanation.causes.flatMap((cause) => cause.actions.map((action) => ({ cause, action })))
      const patched = pairs.filter(({ action }) => action.patch.length > 0)
      for (const { cause, action } of patched) await check(ran, explained, cause, action)
      ofConfiguration += patched.filter(({ action }) => action.target === 'configuration').length
      return patched.length
    })
  })
  it('and there are many of them', () => {
    expect(applied).toBeGreaterThan(20)
    expect(ofConfiguration).toBeGreaterThan(10)
  })
})

describe('“Why not X?” lets the provider in', () => {
  it('whoever a stage dropped is in the plan once all its changes are made', { timeout: 120_000 }, async () => {
    const routed = cases.filter((one) => ['routing', 'failover', 'diagnostics'].includes(one.area))
    const count = await failing(routed, async (ran, explained) => {
      const { routing } = explained.explanation
      const dropped = [...new Set(routing.stages.flatMap((stage) => stage.dropped.map(({ provider }) => provider)))]
      for (const provider of dropped) {
        const answer = whyNot(explained.explanation, provider, contextOf(ran))
        expect(answer.sentence).toContain(provider)
        if (answer.outcome !== 'candidate') throw new Error(`${ran.test.name}: nothing lets ${provider} in`)
        const then = await runWith(ran, explained, answer.changes)
        expect(await planOf(then), `${ran.test.name}: ${answer.sentence}`).toContain(provider)
      }
      return dropped.length
    })
    expect(count).toBeGreaterThan(8)
  })
})
