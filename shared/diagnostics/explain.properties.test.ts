// Envelopes changed at random: nothing throws, no sentence shows a hole, and every patch fits what it was made for. The count
// is GATESCOPE_FUZZ_RUNS.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import envelopes from '../../test/diagnostics/envelopes.json'
import sample from '../../test/diagnostics/sample.json'
import { explain } from './explain'
import type { Explanation } from './explanation'
import { applyPatch, isContainer } from './patch'
import { whyNot, type WhyNot } from './why-not'

const numRuns = Number(process.env['GATESCOPE_FUZZ_RUNS'] ?? 2_000)
const originals: readonly unknown[] = [sample, ...envelopes.map(({ envelope }) => envelope)]

const atom = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1e300, '', ' ', '502', 'openai', [], {}, [[]], [null], {
    a: { b: [] },
  }),
  fc.constantFrom<unknown>(
    'x'.repeat(5_000),
    'a\nb\u0000',
    '{"error":"inner","message":"in a string"}',
    'ünï\uD800',
    '__proto__',
  ),
  fc.integer(),
)
type Mutation = {
  readonly at: number
  readonly how: 'put' | 'drop' | 'wrap' | 'spell' | 'twice'
  readonly value: unknown
}
const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('put', 'drop', 'wrap', 'spell', 'twice'),
  value: atom,
})

const pathsOf = (value: unknown, path: readonly string[] = []): (readonly string[])[] =>
  isContainer(value)
    ? [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))]
    : [path]

function mutate(value: unknown, { at, how, value: other }: Mutation): unknown {
  const paths = pathsOf(value).slice(1)
  const path = paths[at % Math.max(1, paths.length)]
  return path ? change(value, path, how, other) : other
}

function change(value: unknown, [key, ...more]: readonly string[], how: Mutation['how'], other: unknown): unknown {
  if (!isContainer(value) || key === undefined) return other
  const old = value[key]
  const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    if (name !== key) return [[name, inner]]
    if (more.length > 0) return [[name, change(inner, more, how, other)]]
    if (how === 'drop') return []
    return [
      [
        name,
        { put: other, wrap: [old], spell: typeof old === 'number' ? String(old) : 12, twice: [old, other, old] }[how],
      ],
    ]
  })
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)
}

const mutated = fc
  .tuple(fc.constantFrom(...originals), fc.array(mutation, { minLength: 1, maxLength: 6 }))
  .map(([original, mutations]) => mutations.reduce(mutate, original))
const request = fc.constantFrom<unknown>(
  undefined,
  null,
  'no object',
  { model: 'openai/gpt-5-nano', input: 'x', provider: { only: ['openai', 7, null], ignore: 'azure' } },
  { model: 7, tools: [{ type: 'web_search' }, null], temperature: 'hot', routing: { ignore: ['azure'] } },
)
const configuration = fc.constantFrom<unknown>(
  undefined,
  [],
  {
    providers: [null, { id: 'acme' }],
    models: { not: 'a list' },
    faults: [{ provider: 'openai', status: 500 }],
    gateway: null,
  },
  {
    providers: [{ id: 'openai', api_key: '${KEY}', simulate: false }],
    models: [{ id: 'openai/gpt-5-nano', providers: [{ provider: 'openai' }] }],
  },
)

const sentencesOf = (
  { verdict, causes, actions, served, routing, attempts, hints }: Explanation,
  why: WhyNot,
): string[] => [
  verdict.sentence,
  verdict.stageWords,
  ...causes.flatMap(({ sentence, stageWords, reasonWords }) => [sentence, stageWords, reasonWords]),
  ...[...actions, ...causes.flatMap((cause) => cause.actions), ...why.changes].map(({ words }) => words),
  ...(served ? [served.badge, served.words] : []),
  ...routing.stages.flatMap(({ words, dropped }) => [words, ...dropped.map((drop) => drop.words)]),
  ...attempts.map(({ words }) => words),
  ...hints,
  why.sentence,
]

const holes = /undefined|NaN|\[object /
/** What was pasted as text may hold the word itself. */
const holesOfValues = /undefined|NaN|\[object |\bnull\b/

function check(
  input: unknown,
  context: { readonly request: unknown; readonly configuration: unknown },
  hole = holes,
): void {
  const explanation = explain(input, context)
  const why = whyNot(explanation, 'openai', context)
  for (const sentence of sentencesOf(explanation, why)) {
    expect(sentence).not.toMatch(hole)
    expect(sentence.trim()).not.toBe('')
  }
  expect(explanation.verdict.sentence.length).toBeLessThan(1_800)
  const documents = { request: explanation.source.request, configuration: context.configuration ?? {} }
  for (const { target, patch } of explanation.causes.flatMap(({ actions }) => actions)) {
    if (target !== 'none') expect(applyPatch(documents[target], patch).ok).toBe(true)
  }
  JSON.stringify(explanation)
}

describe('whatever an envelope has become', { timeout: 600_000 }, () => {
  it('it is explained in whole words, with patches that fit', () => {
    fc.assert(
      fc.property(mutated, request, configuration, (envelope, asked, config) =>
        check(envelope, { request: asked, configuration: config }, holesOfValues),
      ),
      { numRuns },
    )
  })
  it('also as text that was cut, wrapped or torn', () => {
    const cut = fc.tuple(mutated, fc.nat(), fc.nat(), fc.constantFrom('', 'log: ', 'data: ', '"', '[', "{'"))
    fc.assert(
      fc.property(cut, ([envelope, from, to, head]) => {
        const text = JSON.stringify(envelope) ?? ''
        const start = from % 5 === 0 ? from % Math.max(1, text.length) : 0
        check(head + text.slice(start, start + (to % Math.max(1, text.length))), {
          request: undefined,
          configuration: undefined,
        })
      }),
      { numRuns: Math.ceil(numRuns / 4) },
    )
  })
  it('and whatever is no envelope at all', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => check(input, { request: undefined, configuration: undefined })),
      { numRuns: Math.ceil(numRuns / 4) },
    )
  })
})
