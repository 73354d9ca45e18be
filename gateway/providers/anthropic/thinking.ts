// How much the model may think, and how long its answer may get: `reasoning` (GATEWAY.md 2.4) in the words of the Messages
// API, within its limits: a budget of at least 1,024 tokens and below `max_tokens`, which counts thinking too.
import type { CanonicalReasoning, CanonicalRequest, Fields } from '#shared/open-responses/canonical'
import type { ModelTraits } from './model'

export type ThinkingPlan = {
  readonly maxTokens: number
  readonly thinking: Fields | null
  readonly effort: string | null
}

const smallestBudget = 1_024
/** The API has no default: without a limit from the client this much is left for the answer itself. */
const answerTokens = 4_096

const budgets: readonly (readonly [effort: string, tokens: number])[] = [
  ['minimal', 1_024],
  ['low', 2_048],
  ['medium', 8_192],
  ['high', 16_384],
  ['xhigh', 32_768],
]
const budgetOf = (effort: string): number => budgets.find(([name]) => name === effort)?.[1] ?? 8_192
const effortFor = (tokens: number): string => budgets.find(([, budget]) => budget >= tokens)?.[0] ?? 'xhigh'

/** `mayThink` is false where the API refuses thinking, whatever the client asked for. */
export function planThinking(
  { reasoning, max_output_tokens: limit }: CanonicalRequest,
  traits: ModelTraits,
  mayThink: boolean,
): ThinkingPlan {
  if (traits.adaptive) return planAdaptive(reasoning, limit, traits, mayThink)
  const plain = { maxTokens: limit ?? answerTokens, thinking: null, effort: null }
  if (!reasoning || isOff(reasoning) || !mayThink) return plain
  const asked = Math.max(smallestBudget, reasoning.max_tokens ?? budgetOf(reasoning.effort ?? 'medium'))
  const maxTokens = limit ?? asked + answerTokens
  if (maxTokens <= smallestBudget) return plain
  // A budget in tokens is the client's own choice; one made from an effort leaves room for the answer.
  const most = reasoning.max_tokens === undefined ? Math.floor(maxTokens * 0.8) : maxTokens - 1
  const budget_tokens = Math.max(smallestBudget, Math.min(asked, most))
  return { maxTokens, thinking: { type: 'enabled', budget_tokens }, effort: null }
}

function planAdaptive(
  reasoning: CanonicalReasoning | undefined,
  limit: number | undefined,
  { xhigh }: ModelTraits,
  mayThink: boolean,
): ThinkingPlan {
  const asked = reasoning && readEffort(reasoning)
  // They may think unasked, so the room for it is always there.
  const maxTokens = limit ?? answerTokens + budgetOf(asked ?? 'medium')
  if (!reasoning || !asked) return { maxTokens, thinking: null, effort: null }
  const effort = asked === 'minimal' || asked === 'none' ? 'low' : asked === 'xhigh' && !xhigh ? 'max' : asked
  // Some cannot be kept from thinking at all: the lowest effort is what each of them takes for "off".
  if (isOff(reasoning) || !mayThink) return { maxTokens, thinking: null, effort }
  return { maxTokens, thinking: { type: 'adaptive', display: 'summarized' }, effort }
}

const isOff = ({ enabled, effort, max_tokens: tokens }: CanonicalReasoning): boolean =>
  enabled === false || effort === 'none' || tokens === 0

const readEffort = (reasoning: CanonicalReasoning): string =>
  isOff(reasoning)
    ? 'none'
    : (reasoning.effort ?? (reasoning.max_tokens === undefined ? 'medium' : effortFor(reasoning.max_tokens)))
