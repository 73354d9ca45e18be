// The grid itself: a row for each fault, a column for each way to ask, one tab stop for all of it.
import { memo, useEffect, type CSSProperties, type KeyboardEvent } from 'react'
import type { ChaosCell, ChaosGrid, ChaosMode, ChaosRow } from '#shared/chaos/grid'
import type { ChaosDifference } from '#shared/chaos/regression'
import { TransportBadge } from '../../ui/badges'
import { Lamp } from '../../ui/lamp'
import { verdictLooks } from '../../views/verdict'
import { lookOf, moveTo, modeWords, type Place } from './cell'
import { closeCell, keyOf, moveTo as walkTo, openCell, useChaos } from './chaos'

export const ChaosTable = ({ grid: { rows, modes } }: { readonly grid: ChaosGrid }) => {
  const cells = useChaos(({ run }) => run?.cells)
  const differences = useChaos(({ run }) => run?.differences)
  const at = useChaos((state) => state.at)
  useEffect(() => {
    document.getElementById(idOf(at))?.scrollIntoView({ block: 'nearest' })
  }, [at])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') openCell(at)
    else if (event.key === 'Escape') closeCell()
    else {
      const place = event.altKey
        ? null
        : moveTo(event.key, event.ctrlKey || event.metaKey, at, rows.length, modes.length)
      if (place === null) return
      walkTo(place)
    }
    event.preventDefault()
  }
  return (
    <>
      <div
        className="chaos-table"
        role="grid"
        aria-label="Chaos grid"
        aria-rowcount={rows.length + 1}
        aria-colcount={modes.length + 1}
        aria-activedescendant={rows.length > 0 ? idOf(at) : undefined}
        tabIndex={0}
        data-pane
        style={{ '--ways': modes.length } as CSSProperties}
        onKeyDown={onKeyDown}
      >
        <div role="row" className="chaos-row chaos-head colhead">
          <span role="columnheader">Fault</span>
          {modes.map((mode) => (
            <span key={mode} role="columnheader" aria-label={modeWords[mode]}>
              <TransportBadge transport={mode} />
            </span>
          ))}
        </div>
        {rows.map((row, index) => (
          <Row
            key={row.name}
            row={row}
            index={index}
            modes={modes}
            found={modes.map((mode) => cells?.get(keyOf(row.name, mode)))}
            differing={modes.map((mode) => differences?.get(keyOf(row.name, mode)))}
            column={at.row === index ? at.column : null}
          />
        ))}
      </div>
      <Legend />
    </>
  )
}

const idOf = ({ row, column }: Place): string => `chaos-${row}-${column}`

const none: readonly ChaosDifference[] = []

type RowProps = {
  readonly row: ChaosRow
  readonly index: number
  readonly modes: readonly ChaosMode[]
  readonly found: readonly (ChaosCell | undefined)[]
  readonly differing: readonly (readonly ChaosDifference[] | undefined)[]
  /** The cell of this row that the keyboard is at; null: of another row. */
  readonly column: number | null
}

const isSameRow = (a: RowProps, b: RowProps): boolean =>
  a.row === b.row &&
  a.column === b.column &&
  a.modes === b.modes &&
  a.found.every((cell, index) => cell === b.found[index]) &&
  a.differing.every((some, index) => some?.length === b.differing[index]?.length)

/** A few cells are told of at a time: the other rows stay as they are. */
const Row = memo(
  ({ row, index, modes, found, differing, column }: RowProps) => (
    <div role="row" className="chaos-row">
      <span role="rowheader" className="chaos-fault" title={row.title}>
        {row.title !== '' && <span className="ellipsis">{row.title}</span>}
        <code className="note ellipsis">{row.name}</code>
      </span>
      {modes.map((mode, at) => (
        <Cell
          key={mode}
          at={{ row: index, column: at }}
          cell={found[at]}
          differences={differing[at] ?? none}
          isHere={column === at}
        />
      ))}
    </div>
  ),
  isSameRow,
)

type CellProps = {
  readonly at: Place
  readonly cell: ChaosCell | undefined
  readonly differences: readonly ChaosDifference[]
  readonly isHere: boolean
}

const Cell = ({ at, cell, differences, isHere }: CellProps) => {
  const { lamp, tone, spoken, words, more } = lookOf(cell, differences)
  const isDifferent = differences.length > 0
  return (
    <span
      role="gridcell"
      id={idOf(at)}
      className={`chaos-cell${isDifferent ? ' different' : ''}${cell === undefined ? ' waiting' : ''}`}
      aria-selected={isHere}
      title={more === '' ? words : `${words}, ${more}`}
      onClick={() => openCell(at)}
    >
      {lamp !== null && <Lamp shape={lamp} tone={tone} />}
      <span className="unseen">{isDifferent ? `${spoken}, unlike the file` : spoken}</span>
      <code className={`ellipsis chaos-words tone-${tone}`}>{words}</code>
      <span className={isDifferent ? 'ellipsis chaos-more tone-warn' : 'ellipsis chaos-more note'}>{more}</span>
    </span>
  )
}

const shown = ['complete', 'failed', 'failed_mid_stream', 'truncated'] as const

const Legend = () => (
  <footer className="foot">
    <ul className="legend grow">
      {shown.map((verdict) => {
        const { word, lamp, tone } = verdictLooks[verdict]
        return (
          <li key={verdict}>
            <Lamp shape={lamp} tone={tone} />
            {word}
          </li>
        )
      })}
      <li>– cannot happen here</li>
      <li>
        <span className="different-mark" /> unlike the file
      </li>
    </ul>
    <span>Enter explains a cell</span>
  </footer>
)
