import { useEffect, useRef } from 'react'
import { useAsking } from '../state/spending'

/** Asked once for each provider: what leaves this machine and is paid for is not to be a surprise. */
export const SpendingQuestion = () => {
  const asking = useAsking()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (asking !== null) dialog.current?.showModal()
  }, [asking])
  if (asking === null) return null
  const { payees, answer } = asking
  const [first] = payees
  const others = payees.slice(1).map(({ label }) => label)
  return (
    <dialog
      ref={dialog}
      className="question"
      aria-labelledby="question-title"
      aria-describedby="question-words"
      onKeyDown={(event) => event.stopPropagation()}
      onCancel={() => answer(false)}
    >
      <h2 id="question-title">Send it for real?</h2>
      <p id="question-words">
        This costs tokens at <b>{first?.label}</b>
        {others.length > 0 && `, or at ${others.join(' or ')} if it fails there`}. You are asked once while this window
        is open.
      </p>
      <div className="question-actions">
        <button type="button" className="button" onClick={() => answer(false)}>
          Do not send
        </button>
        <button type="button" className="button primary" onClick={() => answer(true)}>
          Send and pay
        </button>
      </div>
    </dialog>
  )
}
