// How much room the library takes of what it may: one line in the footer, and behind it what the limits are.
import { useId, useRef } from 'react'
import type { SessionUsage } from '#shared/contract/sessions'
import { formatCount, formatDay, formatShare, plural } from '../../ui/format'
import { setFilter } from './actions'
import { PurgeDialog } from './purge-dialog'
import { readUsage, useUsage, useUsageUpdates } from './usage'

export const Budget = () => {
  const id = useId()
  const usage = useUsage()
  const dialog = useRef<HTMLDialogElement>(null)
  useUsageUpdates()
  if (usage === null) return null
  const { bytes, sessions, pinned, limits } = usage
  const share = formatShare(bytes, limits.bytes)
  const counts = [plural(sessions, 'session'), pinned > 0 ? `${formatCount(pinned)} pinned` : ''].filter(
    (text) => text !== '',
  )
  return (
    <>
      <button
        type="button"
        className="button quiet small budget"
        popoverTarget={id}
        aria-label={[share, ...counts].join(' · ')}
        title="What is kept, and how much of it"
        onClick={() => void readUsage()}
      >
        <Gauge usage={usage} />
        {share}
        <span className="wide">· {counts[0]}</span>
      </button>
      <div id={id} popover="auto" className="budget-panel" role="dialog" aria-label="What is kept">
        <Limits usage={usage} />
        {pinned > 0 && (
          <button
            type="button"
            className="button small"
            popoverTarget={id}
            popoverTargetAction="hide"
            onClick={() => setFilter('pinned:yes')}
          >
            Show pinned
          </button>
        )}
        <button
          type="button"
          className="button small danger"
          popoverTarget={id}
          popoverTargetAction="hide"
          onClick={() => dialog.current?.showModal()}
        >
          Delete everything captured…
        </button>
      </div>
      <PurgeDialog usage={usage} dialog={dialog} />
    </>
  )
}

/** The limit that is nearest: it decides when the oldest go. null: there is none. */
function fullness({ bytes, sessions, limits }: SessionUsage): number | null {
  const shares = [
    limits.bytes === null ? null : bytes / limits.bytes,
    limits.sessions === null ? null : sessions / limits.sessions,
  ].filter((share) => share !== null)
  return shares.length === 0 ? null : Math.min(1, Math.max(...shares))
}

const nearlyFull = 0.9

const Gauge = ({ usage }: { readonly usage: SessionUsage }) => {
  const share = fullness(usage)
  if (share === null) return null
  return (
    <span className={share >= nearlyFull ? 'gauge full' : 'gauge'} aria-hidden="true">
      <span style={{ width: `${Math.round(share * 100)}%` }} />
    </span>
  )
}

const Limits = ({ usage: { bytes, sessions, pinned, oldest, limits } }: { readonly usage: SessionUsage }) => {
  const hasLimit = Object.values(limits).some((limit) => limit !== null)
  return (
    <>
      <dl>
        <dt>On disk</dt>
        <dd>{formatShare(bytes, limits.bytes)}</dd>
        <dt>Sessions</dt>
        <dd>
          {limits.sessions === null
            ? formatCount(sessions)
            : `${formatCount(sessions)} of ${formatCount(limits.sessions)}`}
        </dd>
        <dt>Kept for</dt>
        <dd>{limits.days === null ? 'any time' : plural(limits.days, 'day')}</dd>
        <dt>Pinned</dt>
        <dd>{formatCount(pinned)}</dd>
        <dt>Oldest</dt>
        <dd>{formatDay(oldest)}</dd>
      </dl>
      <p>
        {hasLimit ? (
          <>
            When a limit is reached, the oldest sessions go. Pinned ones stay. The limits are{' '}
            <code>gateway.retention</code> in the configuration.
          </>
        ) : (
          'Nothing is removed by itself: the configuration sets no limit.'
        )}
      </p>
    </>
  )
}
