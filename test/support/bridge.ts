// Runs the rules of a websocket session on events, and remembers which rows were the answer: a row that no test reaches is
// a rule that nobody has checked.
import { expect } from 'vitest'
import {
  documentedRules,
  initialBridge,
  type BridgeEffect,
  type BridgeEvent,
  type BridgeRules,
  type BridgeState,
  type BridgeStep,
} from '#shared/open-responses/websocket/state'
import { hasFacts, noFacts, readFacts, stepBridge } from '#shared/open-responses/websocket/step'
import { bridgeTable } from '#shared/open-responses/websocket/table'

export const say = (message: unknown): BridgeEvent => ({
  type: 'client_message',
  text: typeof message === 'string' ? message : JSON.stringify(message),
})
export const create = (more: object = {}) =>
  say({ type: 'response.create', model: 'openai/gpt-5', input: 'hi', ...more })
/** All that may ever be known of an event. */
const afterError = { last: { turn: 1, responseId: 'any' } }
export const from = (event: { type: string; [key: string]: unknown }): BridgeEvent => {
  const message = JSON.stringify(event)
  const facts = hasFacts(event.type, afterError) ? readFacts(event.type, message) : noFacts
  return { type: 'upstream_event', eventType: event.type, facts, message }
}
export const upstream = (type: string, more: object = {}) => from({ type, ...more })
export const error = (code: string) => from({ type: 'error', error: { code } })
export const routed = (candidates = 1, keepsLeg = false): BridgeEvent => ({ type: 'routed', candidates, keepsLeg })
export const opened: BridgeEvent = { type: 'upstream_opened' }
export const refused = (status: number | null, body = ''): BridgeEvent => ({ type: 'upstream_refused', status, body })
export const failed = (status: number | null, code: string | null = null): BridgeEvent => ({
  type: 'upstream_failed',
  status,
  code,
  message: code === null ? null : 'why',
  param: null,
})
export const closed = (code = 1006, reason = ''): BridgeEvent => ({ type: 'upstream_closed', code, reason })
export const done = upstream('response.completed')
export const flying = (more: object = {}) => [create(more), routed(), opened]

/** Every row that was the answer to an event, by its words. */
const fired = new Set<string>()

export function step(rules: BridgeRules, state: BridgeState, event: BridgeEvent): BridgeStep {
  const rows = bridgeTable[event.type] as readonly { rule: string; step: (at: object) => BridgeStep | null }[]
  const row = rows.find((r) => r.step({ state, event, rules }) !== null)
  fired.add(`${event.type}: ${row?.rule}`)
  return stepBridge(rules, state, event)
}

/** Runs events one after another; the effects are those of the last. */
export function runBy(rules: BridgeRules, ...events: readonly BridgeEvent[]): BridgeStep {
  let last: BridgeStep = { state: initialBridge, effects: [] }
  for (const event of events) last = step(rules, last.state, event)
  return last
}
export const run = (...events: readonly BridgeEvent[]) => runBy(documentedRules, ...events)
export const kinds = ({ effects }: BridgeStep) => effects.map((e) => e.type)
export const effectOf = <T extends BridgeEffect['type']>({ effects }: BridgeStep, type: T) => {
  const effect = effects.find((e) => e.type === type)
  if (!effect) throw new Error(`no ${type} in ${JSON.stringify(effects)}`)
  return effect as Extract<BridgeEffect, { type: T }>
}
export const replyTo = (...events: readonly BridgeEvent[]) => {
  const { turn, error: told } = effectOf(run(...events), 'reply')
  return { turn, status: told.status, ...told.error }
}

/** Every row of these kinds of events was the answer at least once. */
export function expectEveryRow(...types: readonly BridgeEvent['type'][]): void {
  const all = types.flatMap((type) => bridgeTable[type].map(({ rule }) => `${type}: ${rule}`))
  expect([...fired].filter((row) => types.some((type) => row.startsWith(`${type}: `))).sort()).toEqual(all.sort())
}
