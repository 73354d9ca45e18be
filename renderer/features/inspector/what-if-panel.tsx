// The dry run's switches. Each says what is supposed; nothing is sent, whatever they are set to (PEERS-UI 3.3).
import { useEffect, useRef } from 'react'
import { isSameProvider } from '#shared/diagnostics/obstacles'
import type { RecordedBasis } from '#shared/session/basis'
import { Segments } from '../../ui/choices'
import type { WhatIf } from './use-what-if'
import {
  isEmpty,
  readHints,
  readRow,
  sayPlan,
  setChannel,
  setPrice,
  setProvider,
  toggleListed,
  type ListName,
} from './what-if'

type Props = { readonly whatIf: WhatIf }

export const WhatIfPanel = ({ whatIf }: Props) => {
  const { answer, subject, switches, words, body, reset } = whatIf
  const run = answer === null || answer.failed !== null ? null : answer.run
  const basis = subject.basis ?? run?.basis ?? null
  const place = useRef<HTMLDivElement>(null)
  // Tried from a fix further up: what came of it would be out of sight.
  useEffect(() => {
    if (words !== null && run !== null) place.current?.scrollIntoView({ block: 'nearest' })
  }, [words, run])
  const isChanged = !isEmpty(switches) || body !== subject.body
  return (
    <div className="what-if" role="region" aria-label="What if" ref={place}>
      <p className="what-if-answer" role="status">
        {answer === null && 'Asking the router.'}
        {answer?.failed != null && <span className="tone-bad">{answer.failed}</span>}
        {run !== null && <b className={run.refusal ? 'tone-warn' : 'tone-ok'}>{sayPlan(run)}</b>}{' '}
        <span className="note">
          {subject.basis === null ? 'By this gateway as it is now.' : 'By what the recorded decision rested on.'}{' '}
          Nothing was sent.
        </span>
      </p>
      {words !== null && <p className="why-line">Supposed: {words}</p>}
      {basis !== null && (
        <>
          <Providers whatIf={whatIf} basis={basis} />
          <Channels whatIf={whatIf} basis={basis} />
        </>
      )}
      {isChanged && (
        <button type="button" className="button small" onClick={reset}>
          As recorded again
        </button>
      )}
    </div>
  )
}

type SwitchProps = Props & { readonly basis: RecordedBasis }

const modes = [
  { value: 'live', label: 'Live' },
  { value: 'simulated', label: 'Sim' },
  { value: 'none', label: 'No key' },
] as const

const Providers = ({ whatIf, basis }: SwitchProps) => (
  <table className="why-table what-if-table">
    <thead>
      <tr>
        <th scope="col">Provider</th>
        <th scope="col">Key</th>
        <th scope="col">On</th>
        <th scope="col">Healthy</th>
        <th scope="col">Priced</th>
        <th scope="col">Only</th>
        <th scope="col">Ignore</th>
        <th scope="col">Order</th>
      </tr>
    </thead>
    <tbody>
      {basis.rows.map((row, index) => (
        <ProviderRow key={index} row={row} whatIf={whatIf} asked={basis.model} />
      ))}
    </tbody>
  </table>
)

type RowProps = Props & { readonly row: RecordedBasis['rows'][number]; readonly asked: string }

const ProviderRow = ({ row, whatIf: { switches, turn, body }, asked }: RowProps) => {
  const { id } = row.provider
  const now = readRow(row, switches, asked)
  return (
    <tr>
      <th scope="row">
        <code>{id}</code>
      </th>
      <td>
        <Segments
          small
          label={`Key of ${id}`}
          choices={modes}
          value={now.mode}
          onChange={(mode) => turn((s) => setProvider(s, id, { mode }))}
        />
      </td>
      <Check
        label={`${id} is switched on`}
        on={now.isEnabled}
        onTurn={(enabled) => turn((s) => setProvider(s, id, { enabled }))}
      />
      <Check
        label={`${id} is healthy: its breaker is closed`}
        on={now.breaker !== 'open'}
        onTurn={(isHealthy) => turn((s) => setProvider(s, id, { health: { breaker: isHealthy ? 'closed' : 'open' } }))}
      />
      <Check
        label={`The price of ${id} is known`}
        on={now.hasPrice}
        onTurn={(isKnown) => turn((s) => setPrice(s, id, asked, isKnown ? now.price : null))}
      />
      {(['only', 'ignore', 'order'] as const).map((name) => (
        <Listed
          key={name}
          name={name}
          id={id}
          list={switches.hints?.[name] ?? readHints(body)[name]}
          onTurn={() => turn((s) => toggleListed(s, body, name, id))}
        />
      ))}
    </tr>
  )
}

type CheckProps = { readonly label: string; readonly on: boolean; readonly onTurn: (on: boolean) => void }

const Check = ({ label, on, onTurn }: CheckProps) => (
  <td>
    <input
      type="checkbox"
      aria-label={label}
      title={label}
      checked={on}
      onChange={(event) => onTurn(event.target.checked)}
    />
  </td>
)

type ListedProps = {
  readonly name: ListName
  readonly id: string
  readonly list: readonly string[]
  readonly onTurn: () => void
}

/** In the order list its place stands beside it. */
const Listed = ({ name, id, list, onTurn }: ListedProps) => {
  const place = list.findIndex((one) => isSameProvider(one, id))
  const label = `${id} is in the ${name} list`
  return (
    <td>
      <input type="checkbox" aria-label={label} title={label} checked={place >= 0} onChange={onTurn} />
      {name === 'order' && place >= 0 && <span className="num"> {place + 1}</span>}
    </td>
  )
}

const Channels = ({ whatIf: { switches, turn, body }, basis }: SwitchProps) => {
  const includesAlpha = switches.hints?.includeAlpha ?? readHints(body).includeAlpha
  return (
    <fieldset className="what-if-channels">
      <legend className="unseen">Channels</legend>
      {(['beta', 'alpha', 'testing'] as const).map((name) => (
        <label key={name}>
          <input
            type="checkbox"
            checked={switches.channels?.[name] ?? basis.channels[name]}
            onChange={(event) => turn((s) => setChannel(s, name, event.target.checked))}
          />
          {name === 'testing' ? 'Testing mode' : `${name === 'beta' ? 'Beta' : 'Alpha'} channel`}
        </label>
      ))}
      <label>
        <input
          type="checkbox"
          checked={includesAlpha}
          onChange={(event) => turn((s) => ({ ...s, hints: { ...s.hints, includeAlpha: event.target.checked } }))}
        />
        <code>include_alpha</code>
      </label>
    </fieldset>
  )
}
