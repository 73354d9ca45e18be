import type { TurnComparison } from '#shared/inspect/compare/compare'
import type { NumberRow, Unit } from '#shared/inspect/compare/numbers'
import { dash, formatCost, formatCount, formatDuration } from '../../ui/format'
import { Letter } from './heads'

type Props = { readonly label: string; readonly lists: readonly (readonly NumberRow[])[] }

/** The numbers of each run, and how the others differ from the first. Only where better is certain it is coloured. */
export const NumberTable = ({ label, lists }: Props) => {
  const names = [...new Set(lists.flatMap((rows) => rows.map(({ name }) => name)))]
  return (
    <table className="compare-table compare-numbers" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">
            <span className="unseen">What</span>
          </th>
          <th scope="col" className="num">
            <Letter index={0} />
          </th>
          {lists.map((_, index) => (
            <Columns key={index} index={index + 1} />
          ))}
        </tr>
      </thead>
      <tbody>
        {names.map((name) => {
          const rows = lists.map((list) => list.find((row) => row.name === name))
          const { unit, a } = rows.find((row) => row !== undefined) ?? { unit: 'count' as const, a: null }
          return (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="num">{say(a, unit)}</td>
              {rows.map((row, index) => (
                <Cells key={index} row={row} unit={unit} />
              ))}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

const Columns = ({ index }: { readonly index: number }) => (
  <>
    <th scope="col" className="num">
      <Letter index={index} />
    </th>
    <th scope="col" className="num">
      change
    </th>
  </>
)

const Cells = ({ row, unit }: { readonly row: NumberRow | undefined; readonly unit: Unit }) => {
  const { a = null, b = null, better = null } = row ?? {}
  const by = a === null || b === null ? null : b - a
  const isBetter = by !== null && (better === 'less' ? by < 0 : by > 0)
  const tone = by === null || better === null || isSlight(by, a ?? 0, unit) ? '' : isBetter ? 'tone-ok' : 'tone-bad'
  return (
    <>
      <td className="num">{say(b, unit)}</td>
      <td className={`num ${tone}`}>{by === null ? dash : sayChange(by, unit)}</td>
    </>
  )
}

/** Two runs of the same never take the same time. */
const isSlight = (by: number, of: number, unit: Unit): boolean =>
  Math.abs(by) < Math.max(unit === 'ms' ? 1 : 0.1, Math.abs(of) * 0.02)

function say(n: number | null, unit: Unit): string {
  if (n === null) return dash
  switch (unit) {
    case 'ms': {
      const { value, unit: of } = formatDuration(n)
      return `${value} ${of}`
    }
    case 'rate':
      return `${n < 1000 ? n.toFixed(1) : formatCount(Math.round(n))} /s`
    case 'usd':
      return formatCost(String(n))
    case 'count':
      return formatCount(n)
  }
}

/** What rounds to nothing has no sign. */
function sayChange(by: number, unit: Unit): string {
  const size = say(Math.abs(by), unit)
  return /^\$?0(?:\.0+)?(?: |$)/.test(size) ? '0' : `${by > 0 ? '+' : '−'}${size}`
}

export const timesOf = (others: readonly TurnComparison[]) => others.map(({ times }) => times)
export const usesOf = (others: readonly TurnComparison[]) => others.map(({ uses }) => uses)
