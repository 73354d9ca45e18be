// The events of two runs in their order, side by side. Times count from the first token of each; pieces of a text are one row.
import { useState } from 'react'
import type { TurnComparison } from '#shared/inspect/compare/compare'
import type { EventCell, EventRow } from '#shared/inspect/compare/events'
import { eventKind } from '#shared/open-responses/events'
import { dash, formatCount, plural } from '../../ui/format'
import { KindGlyph } from '../../ui/kinds'
import { Letter } from './heads'
import { Section } from './section'

type Props = { readonly others: readonly TurnComparison[] }

export const EventsPart = ({ others }: Props) => {
  const same = others.every(({ events }) => events.same)
  const differing = others.reduce((sum, { events }) => sum + events.differing, 0)
  const note = same ? 'the same order' : differing === 0 ? 'not as many' : `${plural(differing, 'row')} in one run only`
  return (
    <Section title="Events" note={note} same={same}>
      {others.map(({ events }, index) => (
        <Rows key={index} events={events} index={index + 1} />
      ))}
    </Section>
  )
}

type RowsProps = { readonly events: TurnComparison['events']; readonly index: number }

const Rows = ({ events: { rows, unlisted, isAligned }, index }: RowsProps) => (
  <>
    <table className="compare-table compare-events">
      <thead>
        <tr>
          <th scope="col">Event</th>
          <th scope="col" className="num">
            <Letter index={0} />
          </th>
          <th scope="col" className="num">
            <Letter index={index} />
          </th>
        </tr>
      </thead>
      <tbody>
        {groupRows(rows).map((group, place) => (
          <Group key={place} rows={group} />
        ))}
      </tbody>
    </table>
    {!isAligned && <p className="note">The two orders have too little in common to be lined up.</p>}
    {unlisted > 0 && <p className="note">{plural(unlisted, 'event')} after these are not compared.</p>}
  </>
)

const isSame = ({ a, b }: EventRow): boolean => a !== null && b !== null

/** Rows that both have are one group, those that one has another. */
function groupRows(rows: readonly EventRow[]): readonly (readonly EventRow[])[] {
  const groups: EventRow[][] = []
  for (const row of rows) {
    const last = groups.at(-1)
    const [before] = last ?? []
    if (last && before && isSame(before) === isSame(row)) last.push(row)
    else groups.push([row])
  }
  return groups
}

const foldedFrom = 24
const kept = 6

const Group = ({ rows }: { readonly rows: readonly EventRow[] }) => {
  const [isOpen, open] = useState(false)
  const folded = isOpen || rows.length < foldedFrom ? 0 : rows.length - 2 * kept
  const draw = (row: EventRow, place: number) => <Row key={place} row={row} />
  if (folded === 0) return rows.map(draw)
  return (
    <>
      {rows.slice(0, kept).map(draw)}
      <tr>
        <td colSpan={3}>
          <button type="button" className="compare-more" onClick={() => open(true)}>
            {formatCount(folded)} more rows {rows[0] && isSame(rows[0]) ? 'that are the same' : 'of one run'}
          </button>
        </td>
      </tr>
      {rows.slice(-kept).map(draw)}
    </>
  )
}

const Row = ({ row: { name, a, b } }: { readonly row: EventRow }) => (
  <tr className={a === null || b === null ? 'differs' : ''}>
    <th scope="row">
      <span className="compare-event">
        <KindGlyph glyph={eventKind(name)} />
        <code>{name.replace(/^response\./, '')}</code>
      </span>
    </th>
    <td className="num">
      <Cell cell={a} />
    </td>
    <td className="num">
      <Cell cell={b} />
    </td>
  </tr>
)

const Cell = ({ cell }: { readonly cell: EventCell | null }) =>
  cell === null ? (
    <span className="note">{dash} not there</span>
  ) : (
    <>
      {cell.count > 1 && <span className="note">× {formatCount(cell.count)} </span>}
      {formatSigned(cell.fromMs)}
    </>
  )

export const formatSigned = (ms: number): string =>
  `${ms > 0 ? '+' : ms < 0 ? '−' : ''}${Math.abs(ms) < 100 ? Math.abs(ms).toFixed(1) : formatCount(Math.round(Math.abs(ms)))}`
