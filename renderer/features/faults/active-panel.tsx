import type { FaultList } from '#shared/contract/commands'
import { kindOf } from '#shared/fault/kinds'
import type { ActiveFault } from '#shared/fault/schema'
import { Tag } from '../../ui/badges'
import { formatCount, plural } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { removeFault, useFaults } from './active'
import { sayFields } from './fault-fields'
import { FaultForm } from './fault-form'

export const ActivePanel = () => {
  const list = useFaults()
  if (list === null) return <p className="pane empty-note">Reading the faults.</p>
  return (
    <div className="active-panel">
      <ActiveList list={list} />
      <FaultForm list={list} />
    </div>
  )
}

const ActiveList = ({ list: { faults } }: { readonly list: FaultList }) => (
  <section className="pane active-list" aria-label="Active faults" data-pane>
    {faults.length === 0 ? (
      <p className="empty-note">No fault is injected. Add one, and requests meet it until it is removed.</p>
    ) : (
      <ul tabIndex={0} aria-label="Faults, in the order they are looked at" data-start>
        {faults.map((active) => (
          <Row key={active.id} active={active} />
        ))}
      </ul>
    )}
    <footer className="foot">
      <span>{plural(faults.length, 'fault')}</span>
      <span className="grow" />
      <span>Kept until the gateway stops. The configuration is not changed.</span>
    </footer>
  </section>
)

const Row = ({ active: { id, fault, left } }: { readonly active: ActiveFault }) => {
  const title = kindOf(fault)?.title ?? id
  const isUsedUp = left === 0
  return (
    <li className={isUsedUp ? 'active-fault used-up' : 'active-fault'}>
      <span className="active-words">
        <b>{title}</b> at <code>{fault.provider}</code>
        <code className="note active-fields">{sayFields(fault)}</code>
      </span>
      <Tag tone={isUsedUp ? 'plain' : 'warn'}>{sayLeft(left, fault.times)}</Tag>
      <button
        type="button"
        className="button quiet icon-only"
        aria-label={`Remove: ${title} at ${fault.provider}`}
        title="Remove"
        onClick={() => void removeFault(id)}
      >
        <Icon name="close" size={12} />
      </button>
    </li>
  )
}

function sayLeft(left: number | null, times: number | undefined): string {
  if (left === null) return 'Always'
  const of = `${formatCount(left)} of ${formatCount(times ?? left)} left`
  return left === 0 ? 'Used up' : of
}
