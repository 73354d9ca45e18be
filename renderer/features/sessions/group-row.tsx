import { memo } from 'react'
import { Tag } from '../../ui/badges'
import { formatClock, formatCount, plural } from '../../ui/format'
import { Icon } from '../../ui/icons'
import type { Group } from './groups'

type Props = {
  readonly group: Group
  readonly id: string
  readonly index: number
  readonly open: boolean
  readonly active: boolean
  readonly top: number
  readonly onToggle: (key: string) => void
}

export const GroupRow = memo(({ group, id, index, open, active, top, onToggle }: Props) => {
  const { key, says, isQuoted, noun, members, reason, facts, code } = group
  const last = formatClock(group.lastAt)
  const spoken = [says, reason, ...facts, `last at ${last}`].filter((word) => word !== null)
  return (
    <div
      id={id}
      role="row"
      aria-level={1}
      aria-rowindex={index + 1}
      aria-expanded={open}
      aria-selected={active}
      aria-label={`${plural(members.length, noun)}: ${spoken.join(', ')}`}
      className={active ? 'session session-group active' : 'session session-group'}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onToggle(key)}
    >
      <div role="gridcell" className="group-cols">
        <Icon name={open ? 'chevronDown' : 'chevron'} size={12} />
        <b className="num">{formatCount(members.length)}</b>
        <span className={isQuoted ? 'ellipsis mono' : 'ellipsis'} title={says}>
          {says}
        </span>
        <span className="session-time num">{last}</span>
        <span className="group-facts">
          {reason !== null && <Tag tone="bad">{reason}</Tag>}
          {facts.map((fact) => (
            <Tag key={fact}>{fact}</Tag>
          ))}
          {code !== null && <code className="note ellipsis">{code}</code>}
        </span>
      </div>
    </div>
  )
})
