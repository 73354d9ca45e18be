// What one cell of the grid came to: the fault, what a client got, and why.
import { useMemo, useState, type ReactNode } from 'react'
import type { ChaosGrid, ChaosResult, ChaosRow } from '#shared/chaos/grid'
import type { Explanation } from '#shared/diagnostics/explanation'
import { explainTurn } from '#shared/diagnostics/turns'
import { TransportBadge } from '../../ui/badges'
import { dash } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { verdictLooks } from '../../views/verdict'
import { addFault } from './active'
import { sayDifferences } from './cell'
import { closeCell, keyOf, useChaos } from './chaos'

type Props = { readonly grid: ChaosGrid; readonly inspect: (explanation: Explanation) => ReactNode }

export const CellDetail = ({ grid: { rows, modes }, inspect }: Props) => {
  const at = useChaos((state) => state.at)
  const row = rows[at.row]
  const mode = modes[at.column]
  const key = row && mode ? keyOf(row.name, mode) : ''
  const cell = useChaos(({ run }) => run?.cells.get(key))
  const differences = useChaos(({ run }) => run?.differences.get(key))
  const turn = cell?.turn ?? null
  const explanation = useMemo(() => turn && explainTurn(turn), [turn])
  if (!row || !mode) return null
  return (
    <section className="pane cell-detail" aria-label="Cell">
      <div className="bar">
        <TransportBadge transport={mode} />
        <h2 className="ellipsis grow">{row.title === '' ? row.name : row.title}</h2>
        <InjectButton key={row.name} row={row} />
        <button
          type="button"
          className="button quiet icon-only"
          aria-label="Close the cell"
          title="Close"
          onClick={closeCell}
        >
          <Icon name="close" size={12} />
        </button>
      </div>
      <div className="cell-view" role="region" aria-label="What came of it" tabIndex={0} data-pane>
        <Facts row={row} result={cell?.result ?? null} />
        {differences !== undefined && (
          <p className="cell-differences">Unlike the file: {sayDifferences(differences)}.</p>
        )}
        {cell === undefined && <p className="empty-note">Not run yet.</p>}
        {cell?.result === null && (
          <p className="empty-note">This fault cannot happen on this way to ask, so nothing was asked.</p>
        )}
        {explanation !== null && <div className="cell-why">{inspect(explanation)}</div>}
      </div>
    </section>
  )
}

const Facts = ({ row, result }: { readonly row: ChaosRow; readonly result: ChaosResult | null }) => {
  const facts: readonly (readonly [string, string | null])[] = [
    ['Fault', row.fault === null ? 'none' : JSON.stringify(row.fault)],
    ...(result === null ? [] : factsOf(result)),
  ]
  return (
    <dl className="cell-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <code>{value ?? dash}</code>
          </dd>
        </div>
      ))}
    </dl>
  )
}

const factsOf = ({ status, error, reason, verdict, provider, attempts, diagnostics }: ChaosResult) =>
  [
    ['Verdict', verdictLooks[verdict].word],
    ['Status', status === null ? null : String(status)],
    ['Error', error],
    ['Reason', reason],
    ['Served by', provider],
    ['Attempts', String(attempts)],
    ['Diagnostics', diagnostics ? 'in the error' : 'none in it'],
  ] as const

/** The fault of a row, for requests of real clients too. */
const InjectButton = ({ row: { fault } }: { readonly row: ChaosRow }) => {
  const [said, setSaid] = useState<string | null>(null)
  if (fault === null) return null
  const inject = async () => setSaid((await addFault(fault))?.message ?? 'Injected')
  return (
    <button
      type="button"
      className="button small"
      title="Adds this fault to those that requests meet"
      disabled={said !== null}
      onClick={() => void inject()}
    >
      {said ?? 'Inject fault'}
    </button>
  )
}
