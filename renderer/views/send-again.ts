// Sending what was recorded again, linked to where it comes from and to the same target. Before a provider is asked for real,
// the reader hears who would be paid.
import { useEffect, useState } from 'react'
import type { SessionSummary } from '#shared/session/summary'
import { host } from '../host/index'
import { noteConversation } from '../state/conversations'
import type { Transport } from '../state/draft'
import { askToSpend, type Payee } from '../state/spending'
import { sayFailure, selectSession, store } from '../state/store'

/** One request, as it was or changed. */
export type Again = { readonly session: SessionSummary; readonly transport: Transport; readonly body: string }

export type Bill = {
  /** In the order they would be asked. */
  readonly payees: readonly Payee[]
  /** Why nobody would be asked. */
  readonly refusal: string | null
}

export async function readBill({ session: { target }, transport, body }: Again): Promise<Bill> {
  if (target !== null) return { payees: [payeeOf(target)], refusal: null }
  const { plan, refusal } = await host.call('route.dryRun', { body, transport })
  const live = [...new Set(plan.filter(({ simulated }) => !simulated).map(({ provider }) => provider))]
  const labels = new Map(store.getState().status?.providers.map(({ id, label }) => [id, label]))
  return { payees: live.map((id) => ({ id, label: labels.get(id) ?? id })), refusal: refusal?.error ?? null }
}

function payeeOf(target: NonNullable<SessionSummary['target']>): Payee {
  if (target.kind === 'hosted') return { id: 'target hosted', label: 'the hosted gateway' }
  const host = URL.canParse(target.baseUrl) ? new URL(target.baseUrl).host : target.baseUrl
  return { id: `target ${host}`, label: host }
}

export const sayBill = ({ payees: [first], refusal }: Bill): string =>
  first !== undefined
    ? `Costs tokens at ${first.label}.`
    : refusal !== null
      ? `Would be refused: ${refusal}. Costs nothing.`
      : 'Simulated: costs nothing.'

/** Asked anew whenever the request changes; null until it is known. */
export function useBill({ session, transport, body }: Again): Bill | null {
  const [bill, setBill] = useState<Bill | null>(null)
  const models = store.getState().models
  useEffect(() => {
    let isLate = false
    readBill({ session, transport, body })
      .then((read) => !isLate && setBill(read))
      .catch(() => !isLate && setBill(null))
    return () => {
      isLate = true
    }
  }, [session, transport, body, models])
  return bill
}

/** False when it was not sent: the reader did not want to pay, or was told why. */
export async function sendAgain(again: Again, requestId: string = crypto.randomUUID()): Promise<boolean> {
  const { session, transport, body } = again
  return dispatch(again, requestId, async () => {
    await host.call('request.send', { requestId, transport, body, parent: session.id, ...targetOf(session) })
  })
}

/** Every message of a websocket session, one after another on a new socket. */
export async function sendConversation(session: SessionSummary, messages: readonly string[]): Promise<boolean> {
  const requestId: string = crypto.randomUUID()
  const total = messages.length
  const [body = ''] = messages
  return dispatch({ session, transport: 'websocket', body }, requestId, async () => {
    noteConversation(requestId, { total, end: null })
    const params = { requestId, parent: session.id, messages: [...messages], ...targetOf(session) }
    // It is answered when the conversation is over, and refused at once when it cannot begin.
    const running = host.call('conversation.send', params)
    void running.then(
      (end) => noteConversation(requestId, { total, end }),
      (error: unknown) => {
        stopWaiting()
        sayFailure('The conversation was not sent', error)
      },
    )
  })
}

export async function stopConversation(requestId: string): Promise<void> {
  try {
    await host.call('request.stop', { requestId })
  } catch (error) {
    sayFailure('Not stopped', error)
  }
}

const targetOf = ({ target }: SessionSummary) => (target === null ? {} : { target })

async function dispatch(again: Again, requestId: string, send: () => Promise<void>): Promise<boolean> {
  try {
    const { payees } = await readBill(again)
    if (!(await askToSpend(payees))) return false
    selectWhenThere(requestId)
    await send()
    return true
  } catch (error) {
    stopWaiting()
    sayFailure('Not sent', error)
    return false
  }
}

let stopWaiting = () => {}

/** The session is there once the gateway has begun to record it. */
function selectWhenThere(requestId: string): void {
  stopWaiting()
  stopWaiting = store.subscribe(({ sessions }) => {
    const made = sessions.find(({ clientRequestId }) => clientRequestId === requestId)
    if (!made) return
    stopWaiting()
    selectSession(made.id)
  })
}
