import { useState } from 'react'
import type { Cause, Explanation } from '#shared/diagnostics/explanation'
import { plural } from '../../ui/format'
import { ActionRow } from './action-row'
import type { Offers } from './offers'

/** The rest is more work than these. */
const shownAtFirst = 3

type Props = { readonly explanation: Explanation; readonly offers: Offers }

/** What made it fail, what is easiest to mend first. */
export const Causes = ({ explanation: { causes }, offers }: Props) => {
  const [isWhole, showWhole] = useState(false)
  if (causes.length === 0) return null
  const shown = isWhole ? causes : causes.slice(0, shownAtFirst)
  return (
    <section className="why-block" aria-label="Causes and fixes">
      <h2>
        Causes and fixes {causes.length > 1 && <span className="note">{causes.length}, the easiest to mend first</span>}
      </h2>
      <ol className="causes">
        {shown.map((cause, index) => (
          <CauseItem key={index} cause={cause} number={index + 1} offers={offers} />
        ))}
      </ol>
      {shown.length < causes.length && (
        <button type="button" className="button small causes-more" onClick={() => showWhole(true)}>
          Show {plural(causes.length - shown.length, 'more cause', 'more causes')}
        </button>
      )}
    </section>
  )
}

type ItemProps = { readonly cause: Cause; readonly number: number; readonly offers: Offers }

const CauseItem = ({ cause, number, offers }: ItemProps) => (
  <li className="cause">
    <span className="order-number" aria-hidden="true">
      {number}
    </span>
    <div className="cause-body">
      <p>
        {cause.sentence} <code className="note">{cause.stage}</code> <code className="note">{cause.reason}</code>
        {cause.alone === true && <span className="tone-ok"> Mending this alone is enough.</span>}
      </p>
      <ul className="fixes">
        {cause.actions.map((action, index) => (
          <ActionRow key={action.words} action={action} offers={offers} isFirst={number === 1 && index === 0} />
        ))}
      </ul>
    </div>
  </li>
)
