import { findSent, useStore } from '../../state/store'
import { Icon } from '../../ui/icons'
import { Lamp } from '../../ui/lamp'
import { Duration } from '../../ui/quantity'
import { useNow } from '../../ui/use-now'
import { Answer } from '../../views/answer'
import { useKept } from '../../views/kept-socket'
import { isRunning, readSession } from '../../views/verdict'
import { openInLive } from './actions'

export const AnswerPane = () => {
  const session = useStore(findSent)
  const waiting = useStore((state) => state.sentRequestId !== null)
  const isKept = useKept(session)
  const now = useNow(session !== null && isRunning(session))
  if (session === null) {
    return (
      <div className="composer-answer" data-pane>
        <div className="bar">
          <h2>Answer</h2>
        </div>
        <p className="empty-note">
          {waiting ? 'Sent. Waiting for the gateway.' : 'Nothing sent yet. The answer to your request appears here.'}
        </p>
      </div>
    )
  }
  const { look, proof, durationMs } = readSession(session, now)
  return (
    <div className="composer-answer" data-pane>
      <div className="bar">
        <h2>Answer</h2>
        <span className={`verdict small verdict-${look.tone}`} role="status">
          <Lamp shape={look.lamp} tone={look.tone} live={look.lamp === 'streaming'} />
          {look.word}
        </span>
        <span className="num">
          <Duration ms={durationMs} />
        </span>
        <span className="grow" />
        {isKept && (
          <button type="button" className="button small" onClick={() => openInLive('socket')}>
            Next turn
          </button>
        )}
        <button type="button" className="button small" onClick={() => openInLive()}>
          <Icon name="send" size={12} /> Open in Live
        </button>
      </div>
      <p className="composer-proof">{proof}</p>
      <Answer session={session} />
    </div>
  )
}
