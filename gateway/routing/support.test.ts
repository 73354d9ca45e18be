import { describe, expect, it } from 'vitest'
import { poolOf } from '../../test/support/catalogue'
import type { FormatOf } from './candidates'
import type { RoutingHints } from './hints'
import { noNeeds, type RequestNeeds } from './needs'
import { route, type RouteInput } from './route'

type Rows = Parameters<typeof poolOf>[0]
/** What each provider's wire format cannot carry; `tools` are the types it can. */
type Formats = Readonly<
  Record<string, { readonly unsupported?: readonly string[]; readonly tools?: readonly string[] }>
>

const formats =
  (of: Formats): FormatOf =>
  ({ provider: { id } }) => ({
    unsupported: of[id]?.unsupported ?? [],
    toolTypes: of[id]?.tools ?? null,
    websocket: true,
  })

const decide = (
  rows: Rows,
  of: Formats,
  needs: Partial<RequestNeeds>,
  more: { hints?: Partial<RoutingHints>; profile?: NonNullable<RouteInput['profile']> } = {},
) =>
  route({
    catalogue: poolOf(rows),
    model: 'm',
    endpoint: 'responses',
    seed: 's',
    needs: { ...noNeeds, ...needs },
    formatOf: formats(of),
    ...more,
  })
const left = (...args: Parameters<typeof decide>) => [...decide(...args).diagnostics.order].sort()
const supportOf = (...args: Parameters<typeof decide>) => decide(...args).diagnostics.parameterSupport

const ab: Rows = [{ id: 'a' }, { id: 'b' }]
const seed = { parameters: ['seed'] }

describe('parameter support is a preference', () => {
  it('nothing known, nobody dropped', () => expect(left(ab, {}, { parameters: ['seed', 'top_k'] })).toEqual(['a', 'b']))
  it('who is known to lack one gives way to who is not', () => {
    expect(left(ab, { a: { unsupported: ['seed'] } }, seed)).toEqual(['b'])
  })
  it('who lacks the fewest stays', () => {
    const of = { a: { unsupported: ['x', 'y'] }, b: { unsupported: ['x'] }, c: { unsupported: ['y'] } }
    expect(left([...ab, { id: 'c' }], of, { parameters: ['x', 'y'] })).toEqual(['b', 'c'])
  })
  it('what was not asked for decides nothing', () => {
    expect(left(ab, { a: { unsupported: ['top_k'] } }, seed)).toEqual(['a', 'b'])
  })
  it('a name holds for what is under it, not for what only begins like it', () => {
    const of = { a: { unsupported: ['reasoning'] } }
    expect(left(ab, of, { parameters: ['reasoning.effort'] })).toEqual(['b'])
    expect(left(ab, of, { parameters: ['reasoning_split'] })).toEqual(['a', 'b'])
  })
  it('nobody gives way to a provider that cannot be asked', () => {
    const rows: Rows = [{ id: 'a' }, { id: 'b', provider: { status: 'alpha' } }]
    expect(left(rows, { a: { unsupported: ['seed'] } }, seed)).toEqual(['a'])
    const short: Rows = [{ id: 'a' }, { id: 'b', route: { max_output_tokens: 5 } }]
    expect(left(short, { a: { unsupported: ['seed'] } }, { ...seed, maxOutputTokens: 6 })).toEqual(['a'])
  })
})

describe('the configuration knows better than the wire format', () => {
  it.each<readonly [Record<string, boolean>, readonly string[]]>([
    [{}, ['b']],
    [{ 'reasoning.effort': true }, ['a', 'b']],
    [{ reasoning: true }, ['a', 'b']],
    [{ reasoning: true, 'reasoning.effort': false }, ['b']],
    [{ reasoning: false, 'reasoning.effort': true }, ['a', 'b']],
    [{ constructor: false }, ['b']],
  ])('%j leaves %j', (params, expected) => {
    const rows: Rows = [{ id: 'a', route: { params } }, { id: 'b' }]
    expect(left(rows, { a: { unsupported: ['reasoning.effort'] } }, { parameters: ['reasoning.effort'] })).toEqual(
      expected,
    )
  })
})

describe('types of tools', () => {
  const of = { a: { tools: ['custom'] } }
  it('count where the format names those it carries', () => {
    expect(left(ab, of, { parameters: ['tools.custom'] })).toEqual(['a', 'b'])
    expect(left(ab, of, { parameters: ['tools.shell'] })).toEqual(['b'])
  })
  it('are told as supported or not, never as unknown where the format names its own', () => {
    expect(supportOf(ab, of, { parameters: ['tools.custom', 'tools.shell'] })?.perParamSupport).toEqual([
      { param: 'tools.custom', supportedProviders: ['a', 'b'], unsupportedProviders: [], unknownProviders: [] },
      { param: 'tools.shell', supportedProviders: ['b'], unsupportedProviders: ['a'], unknownProviders: [] },
    ])
  })
  it('count for nothing where unknown ones are left out', () => {
    const profile = 'open-responses'
    expect(left(ab, of, { parameters: ['tools.shell'] }, { profile })).toEqual(['a', 'b'])
    expect(decide([{ id: 'a' }], of, { parameters: ['tools.shell'] }, { profile }).deadEnd).toBeNull()
    expect(left(ab, { a: { unsupported: ['seed'] } }, seed, { profile })).toEqual(['b'])
  })
  it('that are refused anyway are no reason to drop anybody', () => {
    expect(decide([{ id: 'a' }], of, { parameters: ['tools.web_search'] }).deadEnd).toBeNull()
  })
})

describe('dead ends', () => {
  it('everybody lacks a parameter: all such parameters, and only those', () => {
    const of = { a: { unsupported: ['x', 'y', 'z'] }, b: { unsupported: ['x', 'z'] } }
    const { deadEnd, plan } = decide(ab, of, { parameters: ['x', 'y', 'z'] })
    expect(deadEnd).toEqual({ kind: 'unsupported_parameters', parameters: ['x', 'z'] })
    expect(plan).toEqual([])
  })
  it('parameters come before enablement, and are judged by who is enabled', () => {
    const off: Rows = [{ id: 'a', provider: { enabled: false } }]
    expect(decide(off, { a: { unsupported: ['seed'] } }, seed).deadEnd?.kind).toBe('unsupported_parameters')
    expect(decide(off, {}, seed).deadEnd?.kind).toBe('not_enabled')
    const rows: Rows = [{ id: 'a' }, { id: 'b', provider: { enabled: false } }]
    expect(decide(rows, { a: { unsupported: ['seed'] } }, seed).deadEnd?.kind).toBe('unsupported_parameters')
  })
  it('required parameters are no preference', () => {
    const hints = { requireParameters: true }
    const of = { a: { unsupported: ['x'] }, b: { unsupported: ['y'] } }
    const parameters = ['x', 'y', 'z']
    expect(left(ab, of, { parameters })).toEqual(['a', 'b'])
    expect(decide(ab, of, { parameters }, { hints }).deadEnd).toEqual({
      kind: 'parameters_required',
      parameters: ['x', 'y'],
    })
    const lacking = { a: { unsupported: ['x'] } }
    expect(left(ab, lacking, { parameters }, { hints })).toEqual(['b'])
    expect(supportOf(ab, lacking, { parameters }, { hints })?.filteringStages[0]?.droppedProviders).toMatchObject([
      { providerId: 'a', reason: 'parameters_required_and_unsupported' },
    ])
  })
})

describe('the length of the answer', () => {
  const rows: Rows = [
    { id: 'a', route: { max_output_tokens: 100 } },
    { id: 'b', route: { max_output_tokens: 200 } },
  ]
  it.each([
    [null, ['a', 'b']],
    [100, ['a', 'b']],
    [101, ['b']],
    [200, ['b']],
  ])('%s tokens leave %j', (maxOutputTokens, expected) => expect(left(rows, {}, { maxOutputTokens })).toEqual(expected))
  it('nobody gives more: the dead end says how much the most generous does', () => {
    expect(decide(rows, {}, { maxOutputTokens: 201 }).deadEnd).toEqual({ kind: 'max_tokens_exceeded', limit: 200 })
  })
  it('is the dead end where somebody has the required parameters; who gives more without them is no help', () => {
    const hints = { requireParameters: true }
    const needs = { parameters: ['seed'], maxOutputTokens: 201 }
    const of = { b: { unsupported: ['seed'] } }
    expect(decide(rows, of, needs, { hints }).deadEnd).toEqual({ kind: 'max_tokens_exceeded', limit: 200 })
    const long: Rows = [
      { id: 'a', route: { max_output_tokens: 100 } },
      { id: 'b', route: { max_output_tokens: 999 } },
    ]
    expect(decide(long, of, needs, { hints }).deadEnd).toEqual({ kind: 'max_tokens_exceeded', limit: 100 })
  })
  it('without a limit there is none', () => expect(left(ab, {}, { maxOutputTokens: 10 ** 9 })).toEqual(['a', 'b']))
})

describe('diagnostics of parameter support', () => {
  it('name for each parameter who supports it, who does not and of whom nothing is known', () => {
    const rows: Rows = [{ id: 'a' }, { id: 'b', route: { params: { seed: true }, max_output_tokens: 1 } }, { id: 'c' }]
    const needs = { parameters: ['seed', 'top_k'], maxOutputTokens: 2 }
    expect(supportOf(rows, { a: { unsupported: ['seed'] } }, needs)).toEqual({
      requestedParams: ['seed', 'top_k'],
      providerCountBefore: 3,
      providerCountAfter: 1,
      perParamSupport: [
        { param: 'seed', supportedProviders: ['b'], unsupportedProviders: ['a'], unknownProviders: ['c'] },
        { param: 'top_k', supportedProviders: [], unsupportedProviders: [], unknownProviders: ['a', 'b', 'c'] },
      ],
      droppedProviders: [
        { providerId: 'a', unsupportedParams: ['seed'] },
        { providerId: 'b', unsupportedParams: ['max_tokens'] },
      ],
      filteringStages: [
        { stage: 'param_support', beforeCount: 3, afterCount: 3, droppedProviders: [] },
        {
          stage: 'token_limits',
          beforeCount: 3,
          afterCount: 2,
          droppedProviders: [
            { providerId: 'b', reason: 'max_tokens_exceeded', apiModelId: 'm', providerModelSlug: 'm' },
          ],
        },
        {
          stage: 'param_preference',
          beforeCount: 2,
          afterCount: 1,
          droppedProviders: [
            { providerId: 'a', reason: 'more_parameters_unsupported', apiModelId: 'm', providerModelSlug: 'm' },
          ],
        },
      ],
    })
  })
})
