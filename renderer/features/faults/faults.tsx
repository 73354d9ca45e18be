// What goes wrong on purpose: the faults this gateway injects now, and what would come of each of them.
import { useEffect, useState, type ReactNode } from 'react'
import type { Explanation } from '#shared/diagnostics/explanation'
import { Tabs } from '../../ui/choices'
import { formatCount } from '../../ui/format'
import { useFaults, watchFaults } from './active'
import { ActivePanel } from './active-panel'
import { ChaosPanel } from './chaos-panel'

type Props = { readonly inspect: (explanation: Explanation) => ReactNode }
type Tab = 'active' | 'chaos'

/** As it was left; a screen that is gone has no state of its own. */
let lastTab: Tab = 'active'

export const Faults = ({ inspect }: Props) => {
  const [tab, setTab] = useState<Tab>(lastTab)
  const list = useFaults()
  useEffect(watchFaults, [])
  const choose = (next: Tab) => setTab((lastTab = next))
  const tabs = [
    { value: 'active', label: 'Active faults', count: formatCount(list?.faults.length ?? null) },
    { value: 'chaos', label: 'Chaos grid' },
  ] as const
  return (
    <section className="faults" aria-label="Faults">
      <h1 className="unseen">Faults</h1>
      <div className="bar">
        <Tabs<Tab> label="Views of faults" choices={tabs} value={tab} onChange={choose} panel="faults-view" />
      </div>
      <div
        id="faults-view"
        role="tabpanel"
        aria-label={tab === 'active' ? 'Active faults' : 'Chaos grid'}
        className="faults-view"
      >
        {tab === 'active' ? <ActivePanel /> : <ChaosPanel inspect={inspect} />}
      </div>
    </section>
  )
}
