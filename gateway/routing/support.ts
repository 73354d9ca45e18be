// Parameter support as a filter (GATEWAY.md 2.10): a preference, not a wall. Who is known to lack the least stays; what
// nobody is known about stays too. Only what every candidate is known to lack ends the request.
import { webSearchTools } from '#shared/open-responses/request/tools'
import type { FilterStage, ParameterSupport } from '#shared/open-responses/diagnostics'
import type { Candidate, FormatOf } from './candidates'
import type { RequestNeeds } from './needs'
import { passesGates, runStages, type Stage, type StageContext } from './stages'

export type SupportInput = {
  readonly needs: RequestNeeds
  readonly formatOf: FormatOf
  /** Tools of a type a provider does not know are left out for it, so they decide nothing. */
  readonly dropsUnknownTools: boolean
  readonly requireParameters: boolean
}

/** Why nobody is left, in the order it is checked. */
export type SupportDeadEnd =
  | { readonly kind: 'unsupported_parameters'; readonly parameters: readonly string[] }
  | { readonly kind: 'parameters_required'; readonly parameters: readonly string[] }
  /** `limit` is the longest answer anybody gives. */
  | { readonly kind: 'max_tokens_exceeded'; readonly limit: number }

/** Refused as a tool of the request, whoever would serve it (GATEWAY.md 2.7): no matter of support. */
export const disabledTools: ReadonlySet<string> = new Set(webSearchTools)

export function filterBySupport(
  candidates: readonly Candidate[],
  input: SupportInput,
  context: StageContext,
): {
  readonly candidates: readonly Candidate[]
  readonly diagnostics: ParameterSupport
  readonly deadEnd: SupportDeadEnd | null
} {
  const counted = input.needs.parameters.filter((param) => counts(param, input))
  const lacking = new Map(
    candidates.map((candidate) => [
      candidate,
      counted.filter((param) => verdictOf(param, candidate, input.formatOf) === 'unsupported'),
    ]),
  )
  const lackingOf = (candidate: Candidate) => lacking.get(candidate) ?? []
  const { stages, candidates: left } = runStages(
    supportStages(candidates, input, context, lackingOf),
    candidates,
    context,
  )
  const dropped = candidates.filter((candidate) => !left.includes(candidate))
  return {
    candidates: left,
    diagnostics: {
      requestedParams: input.needs.parameters,
      providerCountBefore: candidates.length,
      providerCountAfter: left.length,
      perParamSupport: input.needs.parameters.map((param) => describeParam(param, candidates, input.formatOf)),
      droppedProviders: dropped.map((candidate) => ({
        providerId: candidate.provider.id,
        unsupportedParams: [...lackingOf(candidate), ...(isTooShort(candidate, input.needs) ? ['max_tokens'] : [])],
      })),
      filteringStages: stages,
    },
    deadEnd: findDeadEnd(candidates, counted, lackingOf, input, stages),
  }
}

/** What cannot be done without comes first; the preference then chooses among those who could really be asked. */
function supportStages(
  candidates: readonly Candidate[],
  { needs, requireParameters }: SupportInput,
  context: StageContext,
  lackingOf: (candidate: Candidate) => readonly string[],
): readonly Stage[] {
  const askable = candidates.filter((candidate) => passesGates(candidate, context) && !isTooShort(candidate, needs))
  // Nobody: then nobody is preferred, and the gates say why.
  const fewest = Math.min(...askable.map((candidate) => lackingOf(candidate).length))
  return [
    {
      stage: 'param_support',
      reason: (candidate) =>
        requireParameters && lackingOf(candidate).length > 0 ? 'parameters_required_and_unsupported' : null,
    },
    { stage: 'token_limits', reason: (candidate) => (isTooShort(candidate, needs) ? 'max_tokens_exceeded' : null) },
    {
      stage: 'param_preference',
      reason: (candidate) => (lackingOf(candidate).length > fewest ? 'more_parameters_unsupported' : null),
    },
  ]
}

function findDeadEnd(
  candidates: readonly Candidate[],
  counted: readonly string[],
  lackingOf: (candidate: Candidate) => readonly string[],
  { needs, requireParameters }: SupportInput,
  stages: readonly FilterStage[],
): SupportDeadEnd | null {
  const isEmptyAfter = (name: string) => stages.some(({ stage, afterCount }) => stage === name && afterCount === 0)
  const everyoneLacks = counted.filter((param) => candidates.every((candidate) => lackingOf(candidate).includes(param)))
  if (requireParameters && isEmptyAfter('param_support')) {
    const parameters = counted.filter((param) => candidates.some((candidate) => lackingOf(candidate).includes(param)))
    return { kind: 'parameters_required', parameters }
  }
  if (everyoneLacks.length > 0) return { kind: 'unsupported_parameters', parameters: everyoneLacks }
  if (!isEmptyAfter('token_limits')) return null
  const tooShort = candidates.filter((candidate) => isTooShort(candidate, needs))
  const limits = tooShort.map(({ route }) => route.max_output_tokens ?? 0)
  return { kind: 'max_tokens_exceeded', limit: Math.max(...limits) }
}

function counts(param: string, { dropsUnknownTools }: SupportInput): boolean {
  if (!param.startsWith(toolPrefix)) return true
  return !dropsUnknownTools && !disabledTools.has(param.slice(toolPrefix.length))
}

const toolPrefix = 'tools.'

type Verdict = 'supported' | 'unsupported' | 'unknown'

/** The configuration knows best, then the wire format; what holds for a name holds for everything under it. */
function verdictOf(param: string, candidate: Candidate, formatOf: FormatOf): Verdict {
  const { params } = candidate.route
  const names = namesOver(param)
  const said = params && names.find((name) => Object.hasOwn(params, name))
  if (params && said !== undefined) return params[said] ? 'supported' : 'unsupported'
  const { unsupported, toolTypes } = formatOf(candidate)
  if (names.some((name) => unsupported.includes(name))) return 'unsupported'
  if (!param.startsWith(toolPrefix)) return 'unknown'
  return toolTypes === null || toolTypes.includes(param.slice(toolPrefix.length)) ? 'supported' : 'unsupported'
}

/** `a.b.c`, `a.b`, `a`: the nearest first. */
function namesOver(param: string): string[] {
  const parts = param.split('.')
  return parts.map((_, i) => parts.slice(0, parts.length - i).join('.'))
}

function describeParam(
  param: string,
  candidates: readonly Candidate[],
  formatOf: FormatOf,
): ParameterSupport['perParamSupport'][number] {
  const verdicts = candidates.map((c) => [c.provider.id, verdictOf(param, c, formatOf)] as const)
  const idsWith = (wanted: Verdict) => verdicts.flatMap(([id, verdict]) => (verdict === wanted ? [id] : []))
  return {
    param,
    supportedProviders: idsWith('supported'),
    unsupportedProviders: idsWith('unsupported'),
    unknownProviders: idsWith('unknown'),
  }
}

const isTooShort = ({ route }: Candidate, { maxOutputTokens }: RequestNeeds): boolean =>
  (route.max_output_tokens ?? Infinity) < (maxOutputTokens ?? 0)
