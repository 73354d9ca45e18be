import { type ReactNode } from 'react'
import type { Explanation } from '#shared/diagnostics/explanation'
import { Icon } from '../../ui/icons'
import { Split } from '../../ui/split'
import { narrow, useMedia } from '../../ui/use-media'
import { CellDetail } from './cell-detail'
import { useChaos } from './chaos'
import { ChaosBar } from './chaos-bar'
import { ChaosTable } from './chaos-table'

export const ChaosPanel = ({ inspect }: { readonly inspect: (explanation: Explanation) => ReactNode }) => {
  const isNarrow = useMedia(narrow)
  const grid = useChaos(({ run }) => run?.grid ?? null)
  const isOpen = useChaos((state) => state.isOpen)
  const problem = useChaos((state) => state.problem)
  return (
    <div className="chaos-panel">
      <ChaosBar />
      {problem !== null && (
        <p className="chaos-problem" role="alert">
          <Icon name="failed" size={12} /> {problem}
        </p>
      )}
      {grid === null ? (
        <p className="empty-note">
          Run the grid: every fault, as JSON, over SSE and on a websocket, against simulated providers in fast time. No
          key is used and nothing is recorded.
        </p>
      ) : (
        <Split
          key={isNarrow ? 'below' : 'beside'}
          name={isNarrow ? 'chaos-cell-below' : 'chaos-cell'}
          label="Size of the explanation"
          axis={isNarrow ? 'y' : 'x'}
          size={isNarrow ? 300 : 520}
          min={160}
          max={1000}
          first={<ChaosTable grid={grid} />}
          second={isOpen ? <CellDetail grid={grid} inspect={inspect} /> : null}
        />
      )}
    </div>
  )
}
