// What stands beside the events: the output with the response object under it, the selected frame, times and lint.
import type { SessionSummary } from '#shared/session/summary'
import { openLog, useVersion } from '../../state/frame-log'
import { useStore, type SideTab, type ViewerTab } from '../../state/store'
import { Tabs, type Choice } from '../../ui/choices'
import { formatCount } from '../../ui/format'
import { Split } from '../../ui/split'
import { Answer } from '../../views/answer'
import { readLint } from '../../views/inspection'
import { showSide } from './actions'
import { FrameDetail } from './frame-detail'
import { LintPanel } from './lint-panel'
import { ResponsePanel } from './response-panel'
import { TimingPanel } from './timing-panel'
import { useMoment } from './use-moment'

const sideTabs: readonly Choice<SideTab>[] = [
  { value: 'output', label: 'Output' },
  { value: 'raw', label: 'Raw' },
  { value: 'timing', label: 'Timing' },
  { value: 'lint', label: 'Lint' },
]

export const isSide = (tab: ViewerTab): tab is SideTab => sideTabs.some(({ value }) => value === tab)

export const sideChoices = (findings: number): readonly Choice<SideTab>[] =>
  sideTabs.map((choice) =>
    choice.value === 'lint' && findings > 0
      ? { ...choice, count: formatCount(findings), tone: 'warn' as const }
      : choice,
  )

type Props = { readonly session: SessionSummary }

export const SideTabs = ({ session, shown }: Props & { readonly shown: SideTab }) => {
  const log = openLog(session.id)
  useVersion(log)
  const choices = sideChoices(readLint(log).count)
  return <Tabs label="Beside the events" choices={choices} value={shown} onChange={showSide} panel="side-panel" />
}

export const SidePanel = ({ session, tab }: Props & { readonly tab: SideTab }) => {
  switch (tab) {
    case 'output':
      return <OutputSide session={session} />
    case 'raw':
      return <RawSide session={session} />
    case 'timing':
      return <TimingPanel session={session} />
    case 'lint':
      return <LintPanel session={session} />
  }
}

const OutputSide = ({ session }: Props) => {
  const standing = useMoment(session)
  return (
    <Split
      name="response"
      label="Height of the response object"
      axis="y"
      size={196}
      min={96}
      max={560}
      first={
        <div className="viewer-answer" data-pane>
          <Answer session={session} mark={standing?.mark ?? null} />
        </div>
      }
      second={standing === null ? null : <ResponsePanel session={session} standing={standing} />}
    />
  )
}

const RawSide = ({ session }: Props) => {
  const log = openLog(session.id)
  useVersion(log)
  const selectedSeq = useStore((state) => state.selectedSeq)
  if (selectedSeq === null) return <p className="empty-note">Choose an event to see it as it came.</p>
  const frame = log.frame(selectedSeq)
  return frame === null ? <p className="empty-note">Fetching this frame.</p> : <FrameDetail frame={frame} log={log} />
}
