// How a request of the console finds its target: it goes over a socket like any other, and its bearer is a pass for one
// exchange. Nothing else in a request names a target, and only the console's commands issue passes: a client of the data plane
// can send this gateway nowhere (GATEWAYS-RESEARCH 6).
import { randomBytes } from 'node:crypto'
import type { SessionTarget } from '#shared/session/frame'
import { bearerOf } from '../api/guard'
import type { Provider } from '../config/catalogue'
import type { Engine } from '../engine'
import { spellSecret } from '../recording/redact'
import { createHealth } from '../routing/health'

export type Passes = {
  readonly issue: (target: Provider, sentTo: SessionTarget) => string
  /** For a request that ended before it arrived. */
  readonly revoke: (pass: string) => void
  /** The engine for whoever comes with this credential. A pass is good once. */
  readonly engineFor: (engine: Engine, authorization: string | undefined) => Engine
}

type Issued = Pick<Engine, 'sentTo'> & { readonly target: Provider }

export function createPasses(): Passes {
  const issued = new Map<string, Issued>()
  return {
    issue: (target, sentTo) => {
      const pass = randomBytes(32).toString('hex')
      issued.set(pass, { target, sentTo })
      return pass
    },
    revoke: (pass) => void issued.delete(pass),
    engineFor: (engine, authorization) => {
      const pass = issued.size === 0 ? undefined : bearerOf(authorization)
      const found = pass === undefined ? undefined : issued.get(pass)
      if (pass === undefined || found === undefined) return engine
      issued.delete(pass)
      return engineOf(engine, found, pass)
    },
  }
}

/** The same engine with one place to go. Its health is its own: what befalls a target says nothing about providers. */
function engineOf(engine: Engine, { target, sentTo }: Issued, pass: string): Engine {
  const key = spellSecret(target.apiKey)
  const { recorder } = engine
  return {
    ...engine,
    target,
    sentTo,
    token: pass,
    health: createHealth(engine.clock),
    get secrets() {
      return [...engine.secrets, ...key]
    },
    recorder: {
      ...recorder,
      open: (id) => {
        const recording = recorder.open(id)
        recording.conceal(key)
        return recording
      },
    },
  }
}
