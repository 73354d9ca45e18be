// An explanation as text, for a terminal: the sentence first, then what would make it work, then the evidence.
import type { Action, Cause, Explanation, Stage } from '#shared/diagnostics/explanation'
import type { PatchStep } from '#shared/diagnostics/patch'
import { clip, sayDuration } from '#shared/diagnostics/words'

export function printExplanation(explanation: Explanation): string {
  const sections = [
    [explanation.verdict.sentence],
    titled('Causes', explanation.causes.flatMap(printCause)),
    titled('Where the candidates went', explanation.routing.stages.map(printStage)),
    titled('Attempts', explanation.attempts.map(printAttempt)),
    printServed(explanation),
    titled(
      'Hints',
      [...new Set(explanation.hints)].map((hint) => `  ${clip(hint)}`),
    ),
    titled('Facts', printFacts(explanation)),
    titled(
      'Also in it',
      explanation.rest.map(
        ({ path, value }) => `  ${path === '' ? '/' : path}  ${clip(JSON.stringify(value) ?? '', 100)}`,
      ),
    ),
    titled(
      'Read from',
      explanation.source.trail.map((step) => `  ${step}`),
    ),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

const titled = (title: string, lines: readonly string[]): string[] => (lines.length > 0 ? [title, ...lines] : [])

function printCause({ sentence, stage, reason, alone, actions }: Cause, index: number): string[] {
  const note = alone === false ? ' Not enough alone.' : ''
  return [`  ${index + 1}. ${sentence}${note}  [${stage}: ${reason}]`, ...actions.flatMap(printAction)]
}

const printAction = ({ words, target, patch }: Action): string[] => [
  `     → ${words}`,
  ...patch.filter(({ op }) => op !== 'test').map((step) => `       ${target}: ${printStep(step)}`),
]

const printStep = (step: PatchStep): string =>
  step.op === 'remove'
    ? `remove ${step.path}`
    : `${step.op} ${step.path} ${clip(JSON.stringify(step.value) ?? '', 160)}`

function printStage({ stage, before, after, dropped }: Stage): string {
  const counts = `${before ?? '?'} → ${after ?? '?'}`
  const drops = dropped.map(({ provider, reason }) => `× ${provider} (${reason})`).join('  ')
  return `  ${stage.padEnd(30)}${counts.padEnd(7)}  ${drops}`.trimEnd()
}

function printAttempt({ attempt, provider, model, words, ms }: Explanation['attempts'][number], index: number): string {
  const as = model === null ? '' : ` as ${model}`
  const took = ms === null ? '' : `, ${sayDuration(ms)}`
  return `  ${attempt ?? index + 1}. ${provider}${as}: ${words}${took}`
}

function printServed({ served }: Explanation): string[] {
  if (served === null) return []
  const steps = [served.requested, served.resolved, served.model].filter((step) => step !== null)
  const way = steps.filter((step, index) => step !== steps[index - 1]).join(' → ')
  const by = served.provider === null ? '' : ` at ${served.provider} (${served.badge}: ${served.words})`
  return way === '' ? [] : [`Model  ${way}${by}`]
}

function printFacts({ facts }: Explanation): string[] {
  const codes = [
    facts.status === null ? null : `HTTP ${facts.status}`,
    facts.error,
    facts.reason,
    facts.type,
    facts.origin,
  ]
  const line = codes.filter((code) => code !== null).join(' · ')
  const texts = [...new Set([facts.message, facts.description])].filter((text) => text !== null)
  const id = facts.generationId === null ? [] : [`  ${facts.generationId}`]
  return [...(line === '' ? [] : [`  ${line}`]), ...texts.map((text) => `  ${clip(text, 400)}`), ...id]
}
