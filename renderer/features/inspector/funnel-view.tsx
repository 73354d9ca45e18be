import { useState } from 'react'
import { dash } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { sayFunnel, type Count, type End, type Funnel, type Gate, type Row } from './funnel'
import { FunnelTable } from './funnel-table'
import { placeGates, type Place } from './funnel-places'
import { CodeBlock } from '../../ui/json-view'

type Props = {
  readonly funnel: Funnel
  readonly note: React.ReactNode
  readonly actions: React.ReactNode
  readonly onProvider: (provider: string) => void
}

/** Each provider is one line through the gates; it ends where it was dropped, with the reason right there. */
export const FunnelView = ({ funnel, note, actions, onProvider }: Props) => {
  const [asTable, showTable] = useState(false)
  return (
    <section className="why-block" aria-label="Where the candidates went">
      <header className="why-block-head">
        <h2>
          Where the candidates went <span className="note">{note}</span>
        </h2>
        <button type="button" className="button quiet small" aria-pressed={asTable} onClick={() => showTable(!asTable)}>
          Show as table
        </button>
        {actions}
      </header>
      {asTable ? <FunnelTable funnel={funnel} /> : <FunnelPlot funnel={funnel} onProvider={onProvider} />}
    </section>
  )
}

const FunnelPlot = ({ funnel, onProvider }: Pick<Props, 'funnel' | 'onProvider'>) => {
  const places = placeGates(funnel.gates.length)
  const isSupposed = funnel.gates[0]?.supposed != null
  return (
    <div className={isSupposed ? 'funnel supposed' : 'funnel'} role="group" aria-label={sayFunnel(funnel)}>
      <div className="strand gate-heads" aria-hidden="true">
        <span className="gate-known">
          known
          <b>{funnel.known}</b>
        </span>
        <div className="strand-lane">
          {funnel.gates.map((gate, index) => (
            <GateHead key={gate.stages.join()} gate={gate} place={places[index]} />
          ))}
        </div>
      </div>
      <ul>
        {funnel.rows.map((row) => (
          <Strand key={`${row.provider} ${row.model}`} row={row} places={places} onProvider={onProvider} />
        ))}
      </ul>
    </div>
  )
}

type HeadProps = { readonly gate: Gate; readonly place: Place | undefined }

const GateHead = ({ gate: { title, words, recorded, supposed }, place }: HeadProps) =>
  place === undefined ? null : (
    <span
      className="gate-head"
      style={{ left: place.left, width: place.room }}
      title={`${words}: ${recorded.before ?? dash} before, ${recorded.after ?? dash} after`}
    >
      <span className="ellipsis">{title}</span>
      {supposed === null ? (
        <Survivors count={recorded} />
      ) : (
        <>
          <Survivors count={recorded} isPast />
          <Survivors count={supposed} />
        </>
      )}
    </span>
  )

const Survivors = ({
  count: { after, lost },
  isPast = false,
}: {
  readonly count: Count
  readonly isPast?: boolean
}) => (
  <span className={isPast ? 'gate-count past' : 'gate-count'}>
    {after ?? dash}
    {lost > 0 && <span className="gate-loss"> −{lost}</span>}
  </span>
)

type StrandProps = {
  readonly row: Row
  readonly places: readonly Place[]
  readonly onProvider: (provider: string) => void
}

const Strand = ({ row, places, onProvider }: StrandProps) => {
  const [isShown, show] = useState(false)
  const { provider, model, recorded, supposed } = row
  const end = supposed ?? recorded
  if (end === null) return null
  const place = places[end.gate]
  const was = supposed !== null && recorded !== null && !isSameEnd(recorded, supposed) ? recorded : null
  return (
    <li>
      <div className={`strand strand-${end.fate}`}>
        <button
          type="button"
          className="strand-name ellipsis"
          title={`Why not ${provider}?`}
          aria-label={`Why not ${provider}?`}
          onClick={() => onProvider(provider)}
        >
          <code>{provider}</code>
          {model !== null && <code className="note"> {model}</code>}
        </button>
        <div className="strand-lane">
          <span className="strand-area" style={{ width: place?.left }} />
          {places.map(({ left }, index) => (
            <span key={index} className="strand-gate" style={{ left }} />
          ))}
          {supposed !== null && recorded !== null && (
            <Line end={recorded} place={places[recorded.gate]} className="line-past" />
          )}
          <Line end={end} place={place} className={supposed === null ? 'line-recorded' : 'line-supposed'} />
          <Chip
            end={end}
            was={was}
            place={place}
            isShown={isShown}
            onPress={() => show(!isShown)}
            provider={provider}
          />
        </div>
      </div>
      {isShown && (
        <div className="strand-evidence">
          <CodeBlock text={JSON.stringify(end.evidence, null, 2)} numbered={false} />
        </div>
      )}
    </li>
  )
}

const isSameEnd = (a: End, b: End): boolean => a.gate === b.gate && (a.fate === 'dropped') === (b.fate === 'dropped')

const marks = { dropped: 'close', failed: 'close', answered: 'end', candidate: 'lifecycle' } as const

type LineProps = { readonly end: End; readonly place: Place | undefined; readonly className: string }

const Line = ({ end, place, className }: LineProps) =>
  place === undefined ? null : (
    <>
      <span className={`strand-line ${className}`} style={{ width: place.left }} />
      <span className={`strand-end ${className}`} style={{ left: place.left }}>
        <Icon name={marks[end.fate]} size={11} />
      </span>
    </>
  )

type ChipProps = {
  readonly end: End
  readonly was: End | null
  readonly place: Place | undefined
  readonly isShown: boolean
  readonly provider: string
  readonly onPress: () => void
}

/** The reason in words, then its code. The whole of what was recorded is one press away. */
const Chip = ({ end, was, place, isShown, provider, onPress }: ChipProps) => {
  const style = place === undefined ? {} : place.isLate && end.fate === 'dropped' ? place.before : place.behind
  return (
    <button
      type="button"
      className={`strand-chip${end.byRequest ? ' by-request' : ''}`}
      style={style}
      aria-expanded={isShown}
      aria-label={`${provider}: ${end.words}${end.code === null ? '' : `, ${end.code}`}`}
      onClick={onPress}
    >
      {was !== null && <s>{was.words}</s>} {end.words} {end.code !== null && <code>{end.code}</code>}
    </button>
  )
}
