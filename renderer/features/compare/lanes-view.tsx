import { durationMs, firstTokenMs } from '#shared/inspect/compare/numbers'
import { timingOf, type Run, type RunTurn } from '#shared/inspect/compare/run'
import { sayDuration } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { formatSigned } from './events-part'
import { layLanes, type Bar, type Lanes } from './lanes'
import { Letter, letters } from './heads'

type Props = { readonly sides: readonly { readonly run: Run; readonly turn: RunTurn }[] }

/** The same numbers stand in the table beside it. */
export const LanesView = ({ sides }: Props) => {
  const lanes = layLanes(sides)
  return (
    <div className="lanes" role="img" aria-label={sayLanes(sides)}>
      <div className="lanes-plot" aria-hidden="true">
        {lanes.ticks.map((tick) => (
          <i
            key={tick}
            className={tick === 0 ? 'lanes-line at-zero' : 'lanes-line'}
            style={{ left: place(lanes, tick) }}
          />
        ))}
        <span className="lanes-zero" style={{ left: place(lanes, 0) }}>
          <Icon name="trigger" size={11} /> first token
        </span>
        {lanes.lanes.map(({ bars, endMs, isComplete }, index) => (
          <div key={index} className="lane">
            <Letter index={index} />
            {bars.map((bar, number) => (
              <BarView key={number} bar={bar} lanes={lanes} />
            ))}
            <i className={isComplete ? 'lane-end' : 'lane-end is-failed'} style={{ left: place(lanes, endMs) }} />
          </div>
        ))}
        <div className="lanes-axis">
          {lanes.ticks.map((tick) => (
            <span key={tick} style={{ left: place(lanes, tick) }}>
              {tick === 0 ? 'T' : formatSigned(tick).replace(/\.0$/, '')}
            </span>
          ))}
        </div>
      </div>
    </div>
  )
}

const percent = ({ fromMs, toMs }: Lanes, ms: number): number => ((ms - fromMs) / (toMs - fromMs)) * 100
const place = (lanes: Lanes, ms: number): string => `${percent(lanes, ms).toFixed(3)}%`

const BarView = ({ bar: { kind, label, from, to }, lanes }: { readonly bar: Bar; readonly lanes: Lanes }) => {
  const width = percent(lanes, to) - percent(lanes, from)
  return (
    <i
      className={`lane-bar is-${kind}`}
      style={{ left: place(lanes, from), width: `max(2px, ${width.toFixed(3)}%)` }}
      title={label}
    >
      {width > 8 && (kind === 'silence' || kind === 'lost' || kind === 'headers') && <span>{label}</span>}
    </i>
  )
}

function sayLanes(sides: Props['sides']): string {
  const said = sides.map(({ run, turn }, index) => {
    const timing = timingOf(run, turn)
    const [first, whole] = [firstTokenMs(timing), durationMs(timing)]
    const head = first === null ? 'no token' : `first token after ${sayDuration(first)}`
    return `${letters[index]}: ${head}${whole === null ? '' : `, all after ${sayDuration(whole)}`}`
  })
  return `Lined up at the first token. ${said.join('. ')}.`
}
