import { meaningOf, type Finding, type Severity } from '#shared/inspect/lint/findings'
import type { SessionSummary } from '#shared/session/summary'
import { openLog, useVersion } from '../../state/frame-log'
import { useStore } from '../../state/store'
import { formatCount } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { readLint } from '../../views/inspection'
import { selectFrame } from './actions'

const tones: Readonly<Record<Severity, string>> = { error: 'tone-bad', warning: 'tone-warn', note: 'note' }
const shown = 200

export const LintPanel = ({ session }: { readonly session: SessionSummary }) => {
  const log = openLog(session.id)
  useVersion(log)
  const lint = readLint(log)
  const selectedSeq = useStore((state) => state.selectedSeq)
  const rest = lint.count - Math.min(shown, lint.findings.length)
  return (
    <div className="side-page" role="region" aria-label="Lint" tabIndex={0} data-pane>
      {lint.count === 0 && (
        <p className="empty-note">
          {session.transport === 'json'
            ? 'A whole body has no order of events to check.'
            : 'The events keep the documented order.'}
        </p>
      )}
      <ol className="lint-list">
        {lint.findings.slice(0, shown).map((finding, index) => (
          <li key={index}>
            <FindingRow finding={finding} selected={finding.seq === selectedSeq} />
          </li>
        ))}
      </ol>
      {rest > 0 && <p className="empty-note">{formatCount(rest)} more. Filter the events by lint:* to see each.</p>}
    </div>
  )
}

const FindingRow = ({ finding, selected }: { readonly finding: Finding; readonly selected: boolean }) => (
  <button
    type="button"
    className="lint-row"
    aria-current={selected}
    title={meaningOf(finding.code)}
    onClick={() => selectFrame(finding.seq)}
  >
    <span className={tones[finding.severity]}>
      <Icon name="warning" size={12} label={finding.severity} />
    </span>
    <span className="lint-text">
      {finding.sentence}
      <span className="note">
        <code>{finding.code}</code> at seq {finding.seq}
      </span>
    </span>
  </button>
)
