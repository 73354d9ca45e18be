// Explains a failed request (GATEWAY.md 8): any envelope, of whichever gateway, however it was pasted → one sentence, what
// caused it, and what would make it work. Pure: the same paste gives the same words, and nothing leaves the machine.
import { findCauses } from '#shared/diagnostics/causes'
import { guessRequest } from '#shared/diagnostics/documents'
import type { Action, Context, Explanation } from '#shared/diagnostics/explanation'
import { readEnvelope } from '#shared/diagnostics/read'
import { parsePaste } from '#shared/diagnostics/repair'
import { readServed } from '#shared/diagnostics/served'
import { unwrap } from '#shared/diagnostics/unwrap'
import { judge } from '#shared/diagnostics/verdict'
import { clip } from '#shared/diagnostics/words'

export function explain(input: unknown, context: Context = {}): Explanation {
  const parsed =
    typeof input === 'string' ? parsePaste(input) : { value: input, trail: [], status: null, retryAfterMs: null }
  const found = unwrap(parsed.value)
  const isText = found.envelope === undefined && typeof input === 'string'
  const envelope = isText ? clip(input, 2_000) : (found.envelope ?? parsed.value ?? null)
  const known: Context = {
    ...context,
    request: context.request ?? found.request,
    status: context.status ?? found.status ?? parsed.status,
    retryAfterMs: context.retryAfterMs ?? found.retryAfterMs ?? parsed.retryAfterMs,
  }
  const reading = readEnvelope(envelope, known)
  const documents = {
    request: known.request ?? guessRequest(reading.routing.policy),
    configuration: known.configuration ?? {},
  }
  const served = readServed(reading, known)
  const causes = findCauses(reading, documents, known)
  const verdict = judge(reading, causes, served, known)
  const told = verdict.who === 'nobody' ? [] : causes
  const { facts, details, routing, attempts, hints, rest } = reading
  return {
    verdict,
    causes: told,
    actions: listActions(told.flatMap(({ actions }) => actions)),
    facts,
    details,
    routing,
    attempts,
    served,
    hints,
    rest,
    source: {
      kind: isText ? 'text' : reading.kind,
      trail: [...parsed.trail, ...found.trail],
      envelope,
      request: documents.request,
      knowsRequest: known.request !== undefined,
      knowsConfiguration: known.configuration !== undefined,
    },
  }
}

const listActions = (actions: readonly Action[]): Action[] =>
  actions.filter((action, index) => actions.findIndex(({ words }) => words === action.words) === index)
