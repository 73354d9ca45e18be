// What is said of every failing conformance case, as text to be read: golden/<area>.txt. A change of words shows there.
import { describe, expect, it } from 'vitest'
import type { Action, Explanation } from '#shared/diagnostics/explanation'
import { candidates, explainRan, hasFailed, runCase } from './failing-cases'

const cases = candidates()

function printAction({ words, target, patch, outcome }: Action): string[] {
  const promise = outcome === null ? '' : ` (${outcome})`
  return [`   -> ${words}${promise}`, ...patch.map((step) => `      ${target} ${JSON.stringify(step)}`)]
}

function print(name: string, { verdict, causes }: Explanation): string {
  const { who, stage, reason, providers } = verdict
  return [
    name,
    `  ${verdict.sentence}`,
    `  [${who} at ${stage}: ${reason}${providers.length > 0 ? `; ${providers.join(', ')}` : ''}]`,
    ...causes.flatMap(({ sentence, stage: at, reason: code, alone, actions }) => [
      ` - ${sentence} [${at}: ${code}; alone: ${String(alone)}]`,
      ...actions.flatMap(printAction),
    ]),
  ].join('\n')
}

describe('every failing case is explained', () => {
  it.each([...new Set(cases.map(({ area }) => area))])('%s', { timeout: 60_000 }, async (area) => {
    const blocks: string[] = []
    for (const one of cases.filter((test) => test.area === area)) {
      const ran = await runCase(one)
      if (!hasFailed(ran)) continue
      const { explanation } = await explainRan(ran)
      expect(explanation.verdict.sentence, one.name).toMatch(/^\S.+\.$/)
      expect(explanation.verdict.who, one.name).not.toBe('nobody')
      expect(explanation.causes, one.name).not.toEqual([])
      blocks.push(print(one.name, explanation))
    }
    await expect(`${blocks.join('\n\n')}\n`).toMatchFileSnapshot(`golden/${area}.txt`)
  })
})
