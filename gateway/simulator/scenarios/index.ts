import { sessionOf } from '../play-session'
import type { Scenario } from '../scenario'
import { answers } from './answers'
import { failures } from './failures'

export const scenarios: readonly Scenario[] = [...answers, ...failures]

export const defaultScenario = 'reply'

const byName = new Map(scenarios.map((s) => [s.name, s]))

/** Set by a client in `metadata` to choose what a simulated provider does. */
export const scenarioField = 'gatescope_scenario'

type Asked = { readonly scenario: string | null; readonly model: string }

/** The scenario somebody asks for: by name, in the request's metadata, by the model's name; else a plain reply. */
export function scenarioFor(request: Readonly<Record<string, unknown>>, asked: Asked): Scenario {
  for (const name of namesOf(request, asked)) {
    const scenario = byName.get(name)
    if (scenario) return scenario
  }
  throw new Error(`the scenario "${defaultScenario}" is missing`)
}

/** The recorded session somebody asks for instead of a scenario, in the same places; null: a scenario is asked for. */
export function sessionFor(request: Readonly<Record<string, unknown>>, asked: Asked): string | null {
  const name = namesOf(request, asked).find((candidate) => byName.has(candidate) || sessionOf(candidate) !== null)
  return name === undefined ? null : sessionOf(name)
}

function namesOf(request: Readonly<Record<string, unknown>>, asked: Asked): readonly string[] {
  const metadata = request['metadata'] as Readonly<Record<string, unknown>> | null | undefined
  const names = [asked.scenario, metadata?.[scenarioField], request['model'], asked.model, defaultScenario]
  return names.filter((name): name is string => typeof name === 'string')
}
