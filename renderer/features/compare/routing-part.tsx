import type { RouteEnd, RouteRow } from '#shared/inspect/compare/routing'
import type { TurnComparison } from '#shared/inspect/compare/compare'
import { dash, plural } from '../../ui/format'
import { Duration } from '../../ui/quantity'
import { Letter } from './heads'
import { Section } from './section'

type Props = { readonly others: readonly TurnComparison[] }

type Row = { readonly provider: string; readonly ends: readonly (RouteEnd | null)[]; readonly same: boolean }

/** Where every provider ended in each run, those that differ first. */
export const RoutingPart = ({ others }: Props) => {
  const rows = joinRows(others.map(({ routing }) => routing.rows))
  const same = others.every(({ routing }) => routing.same)
  const differing = rows.filter((row) => !row.same)
  const orders = [others[0]?.routing.order.a ?? [], ...others.map(({ routing }) => routing.order.b)]
  const isOrderSame = others.every(({ routing }) => routing.order.same)
  return (
    <Section title="Routing" note={sayNote(same, differing.length, rows.length, isOrderSame)} same={same}>
      <table className="compare-table compare-routes">
        <thead>
          <tr>
            <th scope="col">Provider</th>
            {orders.map((_, index) => (
              <th key={index} scope="col">
                <Letter index={index} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(same ? rows : differing).map(({ provider, ends, same: isSame }) => (
            <tr key={provider} className={isSame ? '' : 'differs'}>
              <th scope="row">
                <code>{provider}</code>
              </th>
              {ends.map((end, index) => (
                <td key={index}>
                  <End end={end} />
                </td>
              ))}
            </tr>
          ))}
          {!isOrderSame && (
            <tr className="differs">
              <th scope="row">Order</th>
              {orders.map((order, index) => (
                <td key={index}>{order.length === 0 ? 'nobody' : order.join(', ')}</td>
              ))}
            </tr>
          )}
        </tbody>
      </table>
      {!same && rows.length > differing.length && (
        <p className="note">{rows.length - differing.length} more, the same in each.</p>
      )}
    </Section>
  )
}

function sayNote(same: boolean, differing: number, all: number, isOrderSame: boolean): string {
  if (same) return all === 0 ? 'nobody was asked' : 'the same'
  if (differing === 0) return isOrderSame ? 'another model' : 'another order'
  return `${differing} of ${plural(all, 'provider')} ${differing === 1 ? 'differs' : 'differ'}`
}

function joinRows(lists: readonly (readonly RouteRow[])[]): readonly Row[] {
  const providers = [...new Set(lists.flatMap((rows) => rows.map(({ provider }) => provider)))]
  const find = (rows: readonly RouteRow[], provider: string) => rows.find((row) => row.provider === provider)
  return providers.map((provider) => {
    const found = lists.map((rows) => find(rows, provider))
    const first = found.find((row) => row !== undefined)?.a ?? null
    // Who is in no row of a run was known to neither of the two.
    return {
      provider,
      ends: [first, ...found.map((row) => row?.b ?? null)],
      same: found.every((row) => row?.same ?? first === null),
    }
  })
}

const tones = { answered: 'pill-answered', failed: 'pill-failed' } as const

const End = ({ end }: { readonly end: RouteEnd | null }) => {
  if (end === null) return <span className="note">{dash} not there</span>
  const { fate, code, words, ms } = end
  return (
    <>
      {code !== null && (fate === 'answered' || fate === 'failed') && <i className={`pill ${tones[fate]}`}>{code}</i>}{' '}
      <span className={fate === 'dropped' || fate === 'candidate' ? 'note' : ''}>{words}</span>
      {ms !== null && (
        <span className="num">
          {' '}
          <Duration ms={ms} />
        </span>
      )}
    </>
  )
}
