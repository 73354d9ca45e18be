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
  const { apply, sendAgain, tryIt } = offers
  const main = isFirst ? 'button primary small' : 'button small'
  return (
    <li className="fix">
      <p className="fix-words">{action.words}</p>
      <div className="fix-actions">
        {action.patch.length > 0 && (
          <button type="button" className="button quiet small" aria-expanded={isShown} onClick={() => show(!isShown)}>
            <Icon name={isShown ? 'chevronDown' : 'chevron'} size={12} />
            Patch
          </button>
        )}
        <span className="grow fix-outcome">{sayOutcome(action)}</span>
        {tryIt(action) !== null && (
          <button type="button" className="button small" onClick={() => tryIt(action)?.()}>
            Try it
          </button>
        )}
        {apply([action]) !== null && (
          <button type="button" className={main} onClick={() => apply([action])?.()}>
            Apply & resend
          </button>
        )}
        {action.retry !== null && sendAgain !== null && (
          <button type="button" className={main} onClick={sendAgain}>
            Resend
          </button>
        )}
      </div>
      {isShown && <PatchView action={action} request={offers.request} knowsConfiguration={offers.knowsConfiguration} />}
    </li>
  )
}

const sayOutcome = ({ outcome, providers }: Action): string => {
  if (outcome === null) return ''
  return outcome === 'accepted' ? 'Then this check passes.' : `Then ${providers.join(', ')} is a candidate.`
}
