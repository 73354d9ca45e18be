import type { Scenario } from '../scenario'
import { answers } from './answers'
import { failures } from './failures'

export const scenarios: readonly Scenario[] = [...answers, ...failures]

export const defaultScenario = 'reply'

const byName = new Map(scenarios.map((s) => [s.name, s]))

/** Set by a client in `metadata` to choose what a simulated provider does. */
export const scenarioField = 'gatescope_scenario'

/** The scenario somebody asks for: by name, in the request's metadata, by the model's name; else a plain reply. */
export function scenarioFor(
  request: Readonly<Record<string, unknown>>,
  asked: { readonly scenario: string | null; readonly model: string },
): Scenario {
  const metadata = request['metadata'] as Readonly<Record<string, unknown>> | null | undefined
  const names = [asked.scenario, metadata?.[scenarioField], request['model'], asked.model, defaultScenario]
  for (const name of names) {
    const scenario = typeof name === 'string' ? byName.get(name) : undefined
    if (scenario) return scenario
  }
  throw new Error(`the scenario "${defaultScenario}" is missing`)
}
