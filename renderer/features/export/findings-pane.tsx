import { Fold } from '../../ui/fold'
import { formatCount, plural } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { addRule, callHarmless, usePreparing, type Prepared } from './preparing'

/** More places of one rule than this are counted. */
const mostPlaces = 100

export const FindingsPane = () => {
  const prepared = usePreparing((state) => state.prepared)
  if (prepared === null) return <div className="export-findings" aria-busy="true" />
  const { blocked, masked, counts } = prepared
  const rules = Object.entries(counts)
  return (
    <div className="export-findings" role="region" aria-label="What is masked" tabIndex={0}>
      {blocked.length > 0 && <BlockedList blocked={blocked} />}
      {rules.length > 0 ? <h3>Will be masked</h3> : blocked.length === 0 && <NothingMasked />}
      {rules.map(([rule, count]) => (
        <Fold key={rule} title={rule} note={formatCount(count)}>
          <Places spans={masked.filter((span) => span.rule === rule)} count={count} />
        </Fold>
      ))}
    </div>
  )
}

const NothingMasked = () => (
  <>
    <h3>Nothing else has to be masked</h3>
    <p className="note">No credential is left, nothing that looks like one, and nothing that a rule of yours names.</p>
  </>
)

const BlockedList = ({ blocked }: Pick<Prepared, 'blocked'>) => (
  <section className="export-blocked" aria-label="Needs a decision">
    <h3>
      <Icon name="warning" size={12} />
      {blocked.length === 1 ? 'One token looks like a secret' : `${plural(blocked.length, 'token')} look like secrets`}
    </h3>
    <ul>
      {blocked.map(({ text, where, seq, times }) => (
        <li key={text}>
          <code className="export-token">{text}</code>
          <span className="note">
            Frame {seq}, <code>{where}</code>
            {times > 1 && `, ${formatCount(times)} times`}
          </span>
          <span className="export-decide">
            <button type="button" className="button small" onClick={() => addRule({ kind: 'literal', text })}>
              Mask
            </button>
            <button
              type="button"
              className="button small quiet"
              title="For this export only"
              onClick={() => callHarmless(text)}
            >
              Harmless
            </button>
          </span>
        </li>
      ))}
    </ul>
  </section>
)

const Places = ({ spans, count }: { readonly spans: Prepared['masked']; readonly count: number }) => {
  const shown = spans.filter((span) => !span.continues).slice(0, mostPlaces)
  return (
    <ul className="export-places">
      {shown.map(({ seq, where, start, end }) => (
        <li key={`${seq} ${where} ${start}`}>
          <span className="note num">frame {seq}</span>
          <code className="ellipsis" title={where}>
            {where}
          </code>
          <span className="note">{plural(end - start, 'character')}</span>
        </li>
      ))}
      {shown.length < count && <li className="note">And {formatCount(count - shown.length)} more.</li>}
    </ul>
  )
}
