import type { TurnComparison } from '#shared/inspect/compare/compare'
import { keyOf, sayPath, type Change } from '#shared/json-diff'
import { plural } from '../../ui/format'
import { Letter } from './heads'
import { Section } from './section'

type Props = { readonly others: readonly TurnComparison[] }

/** What each of the others was asked otherwise than the first. */
export const RequestPart = ({ others }: Props) => {
  const same = others.every(({ request }) => request.same)
  const changes = others.reduce((sum, { request }) => sum + request.changes.length, 0)
  const isRespelt = others.some(({ request }) => request.isRespelt)
  const note = same
    ? isRespelt
      ? 'the same, in another spelling'
      : 'the same'
    : changes === 0
      ? 'another text'
      : plural(changes, 'difference')
  return (
    <Section title="Request" note={note} same={same}>
      {others.map(({ request }, index) => (
        <div key={index} className="compare-changes">
          {others.length > 1 && <Letter index={index + 1} />}
          {request.changes.length === 0 ? (
            <p className="note">{sayNone(request)}</p>
          ) : (
            <ul>
              {request.changes.map((change) => (
                <ChangeRow key={keyOf(change)} change={change} />
              ))}
            </ul>
          )}
        </div>
      ))}
    </Section>
  )
}

const sayNone = ({ same, isRespelt }: TurnComparison['request']): string => {
  if (!same) return 'A body is no JSON, and the two texts are not the same.'
  return isRespelt ? 'The same fields with the same values; order, spacing or names of turns differ.' : 'The same text.'
}

const longest = 400

const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? ''
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

const ChangeRow = ({ change: { path, kind, before, after } }: { readonly change: Change }) => (
  <li>
    <code className="compare-path">{sayPath(path)}</code>
    <span>
      {kind !== 'added' && (
        <del>
          <code>{short(before)}</code>
        </del>
      )}{' '}
      {kind !== 'removed' && (
        <ins>
          <code>{short(after)}</code>
        </ins>
      )}
    </span>
  </li>
)
