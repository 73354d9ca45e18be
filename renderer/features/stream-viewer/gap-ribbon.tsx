// One cell for each event, as high as the root of the wait before it. A click leads to the event.
import type { MouseEvent } from 'react'
import { useStore } from '../../state/store'
import { sayDuration } from '../../ui/format'
import { selectFrame } from './actions'
import { cellOf, type Cell, type ScopeData } from './scope-data'

const height = 20
const quiet = 200
const notable = 500

export const GapRibbon = ({ data }: { readonly data: ScopeData }) => {
  const selectedSeq = useStore((state) => state.selectedSeq)
  const { cells, longest } = data
  if (cells.length < 2) return null
  const cursor = selectedSeq === null ? -1 : cellOf(cells, selectedSeq)
  const longestMs = longest === null ? 0 : longest.to - longest.from
  const onClick = (event: MouseEvent<HTMLButtonElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    const place = Math.floor(((event.clientX - left) / width) * cells.length)
    // A press of Enter has no place of its own: it leads to what the label names.
    selectFrame(event.detail === 0 ? (longest?.seq ?? null) : (cells[place]?.seq ?? null))
  }
  const place = longest === null ? 0 : cellOf(cells, longest.seq) / cells.length
  return (
    <button type="button" className="ribbon" onClick={onClick}>
      <span className="unseen">{`Waits between events. Go to the longest, ${sayDuration(longestMs)}: `}</span>
      <svg viewBox={`0 0 ${cells.length} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {pathsOf(cells, longestMs).map(([tone, d]) => (
          <path key={tone} className={tone} d={d} />
        ))}
      </svg>
      {cursor >= 0 && <span className="ribbon-cursor" style={{ left: `${((cursor + 0.5) / cells.length) * 100}%` }} />}
      {longest !== null && longestMs > quiet && (
        <span
          className={longestMs > notable ? 'ribbon-word tone-warn' : 'ribbon-word note'}
          style={place > 0.5 ? { right: `${(1 - place) * 100}%` } : { left: `${place * 100}%` }}
        >
          longest silence, before seq {longest.seq}
        </span>
      )}
    </button>
  )
}

/** One path per tone. */
function pathsOf(cells: readonly Cell[], longest: number): [string, string][] {
  const paths = new Map<string, string>()
  const scale = Math.sqrt(Math.max(longest, 20))
  cells.forEach(({ gap }, index) => {
    const tone = gap > notable ? 'ribbon-long' : gap > quiet ? 'ribbon-some' : 'ribbon-short'
    const high = Math.max(1, (Math.sqrt(gap) / scale) * height)
    paths.set(tone, `${paths.get(tone) ?? ''}M${index} ${height}v${(-high).toFixed(1)}h0.8v${high.toFixed(1)}z`)
  })
  return [...paths]
}
