// The funnel in words: where each provider ended, and how many each stage got and left.
import { dash } from '../../ui/format'
import type { End, Funnel, Gate } from './funnel'

export const FunnelTable = ({ funnel }: { readonly funnel: Funnel }) => (
  <>
    <RowsTable funnel={funnel} />
    <StagesTable gates={funnel.gates} />
  </>
)

const StagesTable = ({ gates }: { readonly gates: readonly Gate[] }) => {
  const isSupposed = gates[0]?.supposed != null
  return (
    <table className="why-table stages-table">
      <thead>
        <tr>
          <th scope="col">Stage</th>
          <th scope="col" className="num">
            Before
          </th>
          <th scope="col" className="num">
            After
          </th>
          {isSupposed && (
            <th scope="col" className="num">
              What if
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {gates.map(({ title, stages, recorded, supposed }) => (
          <tr key={stages.join()}>
            <th scope="row">{title}</th>
            <td className="num">{recorded.before ?? dash}</td>
            <td className="num">{recorded.after ?? dash}</td>
            {isSupposed && <td className="num">{supposed?.after ?? dash}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const RowsTable = ({ funnel: { rows, gates } }: { readonly funnel: Funnel }) => {
  const isSupposed = gates[0]?.supposed != null
  const say = (end: End | null) =>
    end === null ? dash : end.fate === 'dropped' ? `${gates[end.gate]?.title}: ${end.words}` : end.words
  return (
    <table className="why-table">
      <thead>
        <tr>
          <th scope="col">Provider</th>
          <th scope="col">{isSupposed ? 'As recorded' : 'Outcome'}</th>
          {isSupposed && <th scope="col">What if</th>}
          <th scope="col">Code</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ provider, model, recorded, supposed }) => (
          <tr key={`${provider} ${model}`}>
            <th scope="row">
              <code>{provider}</code>
              {model !== null && <code className="note"> {model}</code>}
            </th>
            <td>{say(recorded)}</td>
            {isSupposed && <td>{say(supposed)}</td>}
            <td>
              <code>{(supposed ?? recorded)?.code ?? dash}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
