// A comparison as text, for a terminal: the sentence first, then every part that differs, then in one line what is the same.
import type { Comparison, TurnComparison } from '#shared/inspect/compare/compare'
import type { EventCell } from '#shared/inspect/compare/events'
import type { NumberRow } from '#shared/inspect/compare/numbers'
import type { RouteEnd } from '#shared/inspect/compare/routing'
import type { Run } from '#shared/inspect/compare/run'
import type { PartDiff } from '#shared/inspect/compare/text'
import { clip, sayDuration } from '#shared/diagnostics/words'
import { sayPath } from '#shared/json-diff'
import { escapeControl } from './table'

export function printComparison({ a, b }: Readonly<Record<'a' | 'b', Run>>, comparison: Comparison): string {
  const lines = [comparison.sentence, '', `  A  ${sayRun(a)}`, `  B  ${sayRun(b)}`]
  const isConversation = comparison.turns.length > 1
  for (const turn of comparison.turns) {
    lines.push(...(isConversation ? ['', `Turn ${turn.turn}`] : []), ...printTurn(turn))
  }
  return `${lines.map(escapeControl).join('\n')}\n`
}

const sayRun = ({ session: { id, model, provider, verdict } }: Run): string =>
  `${id}  ${model ?? 'no model'} → ${provider ?? 'none'}  ${verdict}`

function printTurn(turn: TurnComparison): string[] {
  const parts: readonly (readonly [string, boolean, readonly string[]])[] = [
    ['verdict', turn.verdict.same, [`A  ${turn.verdict.a}`, `B  ${turn.verdict.b}`]],
    ['request', turn.request.same, printRequest(turn)],
    ['routing', turn.routing.same, printRouting(turn)],
    ['text', turn.text.same, turn.text.parts.filter(({ same }) => !same).flatMap(printPart)],
    ['events', turn.events.same, printEvents(turn)],
    ['times', turn.times.every(({ same }) => same), turn.times.map(printNumber)],
    ['tokens and cost', turn.uses.every(({ same }) => same), turn.uses.filter(({ same }) => !same).map(printNumber)],
  ]
  const same = parts.filter(([, isSame]) => isSame).map(([name]) => name)
  const differing = parts.filter(([, isSame]) => !isSame)
  return [
    ...differing.flatMap(([name, , lines]) => ['', name, ...lines.map((line) => `  ${line}`)]),
    ...(same.length === 0 ? [] : ['', `the same: ${same.join(', ')}`]),
  ]
}

const short = (value: unknown): string => clip(JSON.stringify(value) ?? '', 100)

const printRequest = ({ request: { isJson, changes } }: TurnComparison): string[] =>
  isJson
    ? changes.map(({ kind, path, before, after }) => {
        const was = kind === 'added' ? '' : `- ${short(before)}  `
        return `${sayPath(path)}  ${was}${kind === 'removed' ? '' : `+ ${short(after)}`}`.trimEnd()
      })
    : ['A body is no JSON, and the texts are not the same.']

const sayEnd = (end: RouteEnd | null): string =>
  end === null ? 'not there' : `${end.words}${end.code === null ? '' : ` (${end.code})`}`

function printRouting({ routing: { rows, order, model } }: TurnComparison): string[] {
  const ends = rows
    .filter(({ same }) => !same)
    .map(({ provider, a, b }) => `${provider}  - ${sayEnd(a)}  + ${sayEnd(b)}`)
  return [
    ...(model.same ? [] : [`model  - ${model.a ?? 'none'}  + ${model.b ?? 'none'}`]),
    ...ends,
    ...(order.same ? [] : [`order  - ${order.a.join(', ') || 'nobody'}  + ${order.b.join(', ') || 'nobody'}`]),
  ]
}

/** Words around a change, so that it can be found. */
const around = 40

function printPart({ kind, name, words, only }: PartDiff): string[] {
  const title = name === '' || name === kind ? kind : `${kind} ${name}`
  if (only !== null) return [`${title}: only in ${only.toUpperCase()}`]
  const changes = words.pieces.map(({ kind: piece, text }, index) => {
    if (piece === 'removed') return `[-${clip(text, 400)}-]`
    if (piece === 'added') return `{+${clip(text, 400)}+}`
    const isFirst = index === 0
    const isLast = index === words.pieces.length - 1
    return text.length <= 2 * around
      ? clip(text)
      : `${isFirst ? '' : clip(text.slice(0, around))} … ${isLast ? '' : clip(text.slice(-around))}`
  })
  return [`${title}: ${changes.map((change) => change.trim()).join(' ')}`]
}

const sayCell = (cell: EventCell | null): string =>
  cell === null ? 'not there' : `${cell.count > 1 ? `× ${cell.count} ` : ''}at ${signed(cell.fromMs)} ms`

const printEvents = ({ events }: TurnComparison): string[] =>
  events.rows
    .filter(({ a, b }) => a === null || b === null)
    .map(({ name, a, b }) => `${name}  A ${sayCell(a)}  B ${sayCell(b)}`)

const signed = (n: number, digits = 1): string => `${n > 0 ? '+' : ''}${n.toFixed(digits)}`

function printNumber({ name, unit, a, b }: NumberRow): string {
  const say = (n: number | null) => {
    if (n === null) return '–'
    return unit === 'ms' ? sayDuration(n) : unit === 'usd' ? `$${n}` : unit === 'rate' ? n.toFixed(1) : String(n)
  }
  const change = a === null || b === null || a === b ? '' : `  ${sayChange(b - a, unit)}`
  return `${name.padEnd(20)}${say(a).padStart(10)}${say(b).padStart(10)}${change}`
}

function sayChange(by: number, unit: NumberRow['unit']): string {
  if (unit === 'ms') return `${by > 0 ? '+' : '-'}${sayDuration(Math.abs(by))}`
  if (unit === 'usd') return `${by > 0 ? '+' : '-'}$${Math.abs(by).toPrecision(2)}`
  return signed(by, unit === 'rate' ? 1 : 0)
}
