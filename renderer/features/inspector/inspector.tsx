// Why a request went the way it went: the verdict, what would mend it, and where every candidate ended. All of it comes from
// the explanation; what a recording knows besides is optional, and what only a recorded session can do is left out without one.
import { useMemo, useState } from 'react'
import type { Attempt, Explanation } from '#shared/diagnostics/explanation'
import { readSurfaced } from '#shared/diagnostics/surfaced'
import type { SessionSummary } from '#shared/session/summary'
import { useConfiguration } from '../../state/configuration'
import { useStore } from '../../state/store'
import type { Turn } from '../../views/exchange'
import { narrow, useMedia } from '../../ui/use-media'
import { Attempts } from './attempts'
import { Causes } from './causes'
import { ChangedView } from './changed-view'
import { ComparisonView, OutcomeLink } from './comparison-view'
import { Details } from './details'
import { layFunnel } from './funnel'
import { FunnelView } from './funnel-view'
import { createOffers } from './offers'
import { attemptOf, retryAtOf, showFrame, spanIn, waitOf } from './recorded'
import { useOrigin, useOutcome } from './resend'
import { toRun } from './run'
import { ServedView } from './served-view'
import { knownProviders, toSubject } from './subject'
import { useWhatIf, type WhatIf } from './use-what-if'
import { VerdictHead } from './verdict-head'
import { explainDryRun } from './what-if'
import { WhatIfPanel } from './what-if-panel'
import { WhyNotBox } from './why-not-box'
import './inspector.css'

/** The turn that is explained, as it was recorded. */
export type Recorded = { readonly turn: Turn; readonly isUnderWay: boolean }

type Props = {
  readonly explanation: Explanation
  readonly session: SessionSummary | null
  readonly recorded?: Recorded | null
}

export const InspectorView = ({ explanation, session, recorded = null }: Props) => {
  const { turn = null, isUnderWay = false } = recorded ?? {}
  const subject = useMemo(() => toSubject(explanation, session, turn), [explanation, session, turn])
  const whatIf = useWhatIf(subject)
  const run = session === null || turn === null ? null : toRun(session, turn, explanation)
  const known = useConfiguration()
  const configuration = explanation.source.knowsConfiguration ? known : null
  const offers = createOffers(explanation, run, whatIf, configuration)
  const origin = useOrigin(session)
  const outcome = useOutcome(session)
  const [suspect, setSuspect] = useState('')
  const ours = useStore((state) => state.status?.providers)
  const providers = useMemo(() => knownProviders(explanation, ours ?? []), [explanation, ours])
  const askWhyNot = (provider: string) => {
    setSuspect(provider)
    document.getElementById('why-not')?.focus()
  }
  return (
    <div className="inspector">
      {origin !== null && run !== null && (
        <ComparisonView resent={origin} body={run.body} explanation={explanation} isUnderWay={isUnderWay} />
      )}
      <VerdictHead
        explanation={explanation}
        isUnderWay={isUnderWay}
        waitMs={waitOf(explanation)}
        sendAgain={offers.sendAgain}
        retryAt={session === null || turn === null ? null : retryAtOf(session, turn, explanation)}
      />
      {outcome !== null && <OutcomeLink resent={outcome} />}
      <div className="inspector-columns">
        <div className="inspector-side">
          {!isUnderWay && <Causes explanation={explanation} offers={offers} />}
          <WhyNotBox
            explanation={explanation}
            providers={providers}
            offers={offers}
            value={suspect}
            onChange={setSuspect}
          />
        </div>
        <div className="inspector-main">
          <Candidates explanation={explanation} whatIf={whatIf} onProvider={askWhyNot} />
          <RecordedAttempts explanation={explanation} turn={turn} />
          <ServedView served={explanation.served} isServed={explanation.verdict.who === 'nobody'} />
          {turn?.sent != null && <ChangedView client={turn.sent.text} attempts={turn.attempts.map(attemptOf)} />}
          <Details explanation={explanation} />
        </div>
      </div>
    </div>
  )
}

type CandidatesProps = {
  readonly explanation: Explanation
  readonly whatIf: WhatIf | null
  readonly onProvider: (provider: string) => void
}

const Candidates = ({ explanation, whatIf, onProvider }: CandidatesProps) => {
  const answer = whatIf?.answer ?? null
  const supposed = useMemo(
    () => (answer === null || answer.failed !== null ? null : explainDryRun(answer.run, answer.body)),
    [answer],
  )
  const funnel = useMemo(() => layFunnel(explanation, supposed), [explanation, supposed])
  const { model, requestedModel, endpoint } = explanation.routing
  const panel = whatIf?.isOpen === true && <WhatIfPanel whatIf={whatIf} />
  if (funnel === null) return panel
  return (
    <>
      <FunnelView
        funnel={funnel}
        note={
          <>
            <code>{model ?? requestedModel ?? 'no model'}</code>
            {endpoint !== null && ` on ${endpoint}`}
          </>
        }
        actions={
          whatIf !== null && (
            <button
              type="button"
              className="button small"
              aria-expanded={whatIf.isOpen}
              onClick={() => whatIf.open(!whatIf.isOpen)}
            >
              What if
            </button>
          )
        }
        onProvider={onProvider}
      />
      {panel}
    </>
  )
}

type AttemptsProps = { readonly explanation: Explanation; readonly turn: Turn | null }

const RecordedAttempts = ({ explanation, turn }: AttemptsProps) => {
  const { attempts, verdict } = explanation
  const small = useMedia(narrow)
  const find = ({ attempt }: Attempt) => turn?.attempts.find(({ start }) => start.attempt === attempt) ?? null
  return (
    <Attempts
      attempts={attempts}
      verdict={verdict}
      surfaced={readSurfaced(explanation)}
      known={turn === null ? null : { rows: turn.routed?.basis?.rows ?? [], inputTokens: turn.inputTokens }}
      spanOf={(attempt) => {
        const found = find(attempt)
        return found === null || turn === null ? null : spanIn(turn, found)
      }}
      rawOf={(attempt) => {
        const { rejected = null, said = null } = find(attempt) ?? {}
        const seq = rejected === null ? null : (said ?? (rejected.failure.preview === null ? null : rejected.seq))
        return seq === null ? null : () => showFrame(seq, small)
      }}
    />
  )
}
