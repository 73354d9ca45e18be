import { memo } from 'react'
import type { CauseGroup } from '#shared/inspect/causes'
import { Tag } from '../../ui/badges'
import { formatClock, formatCount, plural } from '../../ui/format'
import { Icon } from '../../ui/icons'

type Props = {
  readonly group: CauseGroup
  readonly id: string
  readonly index: number
  readonly open: boolean
  readonly selected: boolean
  readonly top: number
  readonly onToggle: (key: string) => void
}

export const CauseRow = memo(({ group, id, index, open, selected, top, onToggle }: Props) => {
  const { key, says, reason, provider, sessions } = group
  const last = formatClock(sessions[0]?.startedAt ?? 0)
  return (
    <div
      id={id}
      role="row"
      aria-level={1}
      aria-rowindex={index + 1}
      aria-expanded={open}
      aria-selected={selected}
      aria-label={`${plural(sessions.length, 'failure')}: ${says}, ${reason}, last at ${last}`}
      className="session cause"
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onToggle(key)}
    >
      <div role="gridcell" className="cause-cols">
        <Icon name={open ? 'chevronDown' : 'chevron'} size={12} />
        <b className="cause-count num">{formatCount(sessions.length)}</b>
        <span className="ellipsis">{says}</span>
        <span className="session-time num">{last}</span>
        <span className="cause-facts">
          <Tag tone="bad">{reason}</Tag>
          {provider !== null && <code className="note ellipsis">{provider}</code>}
        </span>
      </div>
    </div>
  )
})
