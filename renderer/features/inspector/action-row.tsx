// One suggested change: in words, its patch one press away, and whatever can be done with it from here.
import { useState } from 'react'
import type { Action } from '#shared/diagnostics/explanation'
import { Icon } from '../../ui/icons'
import { PatchView } from './patch-view'
import type { Offers } from './offers'

type Props = {
  readonly action: Action
  readonly offers: Offers
  /** The one thing to press. */
  readonly isFirst?: boolean
}

export const ActionRow = ({ action, offers, isFirst = false }: Props) => {
  const [isShown, show] = useState(false)
  const { sendAgain } = offers
  const deed = offers.apply([action])
  const trial = offers.tryIt(action)
  const main = isFirst ? 'button primary small' : 'button small'
  return (
    <li className="fix">
      <div className="fix-line">
        <p className="fix-words">{action.words}</p>
        <div className="fix-actions">
          {action.patch.length > 0 && (
            <button type="button" className="button quiet small" aria-expanded={isShown} onClick={() => show(!isShown)}>
              <Icon name={isShown ? 'chevronDown' : 'chevron'} size={12} />
              Patch
            </button>
          )}
          {trial !== null && (
            <button type="button" className="button small" onClick={trial}>
              Try it
            </button>
          )}
          {deed !== null && (
            <button type="button" className={main} onClick={deed}>
              Apply & resend
            </button>
          )}
          {action.retry !== null && sendAgain !== null && (
            <button type="button" className={main} onClick={sendAgain}>
              Resend
            </button>
          )}
        </div>
      </div>
      {isShown && (
        <PatchView
          action={action}
          request={offers.request}
          configuration={offers.configuration}
          outcome={sayOutcome(action)}
        />
      )}
    </li>
  )
}

const sayOutcome = ({ outcome, providers }: Action): string => {
  if (outcome === null) return ''
  return outcome === 'accepted' ? 'Then this check passes.' : `Then ${providers.join(', ')} is a candidate.`
}
