// The answer of one session: what the model said, or the error that came instead. Live and Compose show the same.
import { openLog, useVersion } from '../state/frame-log'
import type { SessionSummary } from '#shared/session/summary'
import { EnvelopeCard } from './envelope-card'
import { readExchange, type Turn } from './exchange'
import { OutputPartView } from './output-view'

type Props = { readonly session: SessionSummary }

export const Answer = ({ session }: Props) => {
  const log = openLog(session.id)
  useVersion(log)
  const { turns } = readExchange(log)
  const running = session.verdict === 'streaming'
  return (
    <div className="answer" role="region" aria-label="Output" tabIndex={0}>
      {turns.map((turn) => (
        <TurnAnswer key={turn.number} turn={turn} many={turns.length > 1} />
      ))}
      {turns.every(isSilent) && (
        <p className="empty-note">{running ? 'Nothing has been said yet.' : `No output. ${session.proof}`}</p>
      )}
    </div>
  )
}

const isSilent = (turn: Turn): boolean => turn.output.parts.length === 0 && turn.error === null

const TurnAnswer = ({ turn, many }: { readonly turn: Turn; readonly many: boolean }) => (
  <>
    {many && <h3 className="turn-head">Turn {turn.number}</h3>}
    {turn.output.parts.map((part) => (
      <OutputPartView key={part.key} part={part} />
    ))}
    {turn.error !== null && <EnvelopeCard error={turn.error} status={turn.responded?.status ?? null} />}
  </>
)
