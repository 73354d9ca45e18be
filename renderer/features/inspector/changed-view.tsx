import { useMemo, useState } from 'react'
import { useRequestFields } from './request-fields'
import { readChanges, type GatewayChange } from './changes'
import { sayPath, keyOf } from '#shared/json-diff'
import { shortJson } from './patch-view'
import { plural } from '../../ui/format'

const shownAtFirst = 12

type Props = {
  readonly client: string
  readonly attempts: readonly {
    readonly attempt: number
    readonly provider: string
    readonly url: string
    readonly body: string
  }[]
}

/** The body the client sent against the one a provider got. */
export const ChangedView = ({ client, attempts }: Props) => {
  const fields = useRequestFields()
  const [chosen, choose] = useState<number | null>(null)
  const [isWhole, showWhole] = useState(false)
  const picked = attempts.find(({ attempt }) => attempt === chosen) ?? attempts.at(-1)
  const { body = '', url = '' } = picked ?? {}
  const read = useMemo(() => readChanges(client, body, url, fields), [client, body, url, fields])
  if (picked === undefined || read === null) return null
  const { changes, rewrittenFor } = read
  const shown = isWhole ? changes : changes.slice(0, shownAtFirst)
  return (
    <section className="why-block" aria-label="What the gateway changed">
      <header className="why-block-head">
        <h2>
          What the gateway changed{' '}
          <span className="note">
            {changes.length === 0 ? 'nothing' : plural(changes.length, 'difference')} on the way to
          </span>
        </h2>
        {attempts.length === 1 ? (
          <code>{picked.provider}</code>
        ) : (
          <select
            className="select small"
            aria-label="Attempt whose body is compared"
            value={picked.attempt}
            onChange={(event) => choose(Number(event.target.value))}
          >
            {attempts.map(({ attempt, provider }) => (
              <option key={attempt} value={attempt}>
                {attempt} {provider}
              </option>
            ))}
          </select>
        )}
      </header>
      {rewrittenFor !== null && <p className="why-line">Written anew in the format of {rewrittenFor}.</p>}
      <ul className="changes">
        {shown.map((change) => (
          <ChangeRow key={keyOf(change)} change={change} />
        ))}
      </ul>
      {changes.length > shown.length && (
        <button type="button" className="button small" onClick={() => showWhole(true)}>
          Show {changes.length - shown.length} more
        </button>
      )}
    </section>
  )
}

type RowProps = { readonly change: Omit<GatewayChange, 'rule'> & { readonly rule?: string | null } }

export const ChangeRow = ({ change: { path, kind, before, after, rule = null } }: RowProps) => (
  <li className="change">
    <code className="change-path">{sayPath(path)}</code>
    <span className="change-values">
      {kind !== 'added' && (
        <del>
          <code>{shortJson(before)}</code>
        </del>
      )}{' '}
      {kind !== 'removed' && (
        <ins>
          <code>{shortJson(after)}</code>
        </ins>
      )}
    </span>
    {rule !== null && <span className="note">{rule}</span>}
  </li>
)
