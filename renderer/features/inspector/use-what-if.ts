// The dry run behind the panel: what is supposed, and what the router made of it. It is asked again at every switch; the
// last answer counts.
import { useEffect, useState } from 'react'
import type { DryRun, Switches } from '#shared/contract/dry-run'
import type { RecordedBasis } from '#shared/session/basis'
import { host } from '../../host/index'
import { addSwitches } from './what-if'

/** A request that can be routed again. */
export type Subject = {
  readonly body: string
  readonly transport: 'json' | 'sse' | 'websocket'
  /** What the recorded decision rested on; null: by the gateway as it is now. */
  readonly basis: RecordedBasis | null
}

export type WhatIf = {
  readonly subject: Subject
  readonly isOpen: boolean
  readonly switches: Switches
  /** The request as it is supposed. */
  readonly body: string
  /** What is tried, in words; null: what the reader turned. */
  readonly words: string | null
  readonly answer: Answer | null
  readonly open: (isOpen: boolean) => void
  readonly turn: (change: (switches: Switches) => Switches) => void
  readonly suppose: (words: string, body: string, switches: Switches) => void
  readonly reset: () => void
}

type Answer = { readonly run: DryRun; readonly body: string; readonly failed: null } | { readonly failed: string }

type Supposed = { readonly switches: Switches; readonly body: string | null; readonly words: string | null }

const nothing: Supposed = { switches: {}, body: null, words: null }

/** Null when there is no request to route. */
export function useWhatIf(subject: Subject | null): WhatIf | null {
  const [isOpen, open] = useState(false)
  const [supposed, suppose] = useState(nothing)
  const [answer, setAnswer] = useState<Answer | null>(null)
  const { switches, words } = supposed
  const body = supposed.body ?? subject?.body ?? ''
  const transport = subject?.transport ?? null
  const basis = subject?.basis ?? null
  useEffect(() => {
    if (!isOpen || transport === null) return
    let isLate = false
    const tell = (told: Answer) => {
      if (!isLate) setAnswer(told)
    }
    host
      .call('route.dryRun', { body, transport, switches, ...(basis === null ? {} : { basis }) })
      .then((run) => tell({ run, body, failed: null }))
      .catch((error: unknown) => tell({ failed: error instanceof Error ? error.message : String(error) }))
    return () => {
      isLate = true
    }
  }, [isOpen, transport, body, switches, basis])
  if (subject === null) return null
  return {
    subject,
    isOpen,
    switches,
    body,
    words,
    answer: isOpen ? answer : null,
    open,
    turn: (change) => suppose((now) => ({ ...now, switches: change(now.switches) })),
    suppose: (said, text, more) => {
      suppose({ switches: addSwitches({}, more), body: text, words: said })
      open(true)
    },
    reset: () => suppose(nothing),
  }
}
