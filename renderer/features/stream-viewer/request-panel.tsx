import { useMemo, useState } from 'react'
import type { SessionSummary } from '#shared/session/summary'
import { CopyButton } from '../../ui/copy-button'
import { formatBytes, prettyJson } from '../../ui/format'
import { CodeView } from '../../ui/json-view'
import { TextModes, type TextMode } from '../../ui/text-mode'
import { Icon } from '../../ui/icons'
import { editAndResend } from './actions'
import { TurnPicker, useTurn } from './turn-picker'

export const RequestPanel = ({ session }: { readonly session: SessionSummary }) => {
  const [mode, setMode] = useState<TextMode>('pretty')
  const picked = useTurn(session)
  const text = picked.turn?.sent?.text ?? null
  const pretty = useMemo(() => (text === null ? null : prettyJson(text)), [text])
  if (text === null) return <p className="empty-note">No request body has arrived.</p>
  return (
    <div className="panel-code" data-pane>
      <header className="bar">
        <code>{session.path}</code>
        <span className="note">
          {formatBytes(text.length)}
          {pretty === null && ', not JSON'}
        </span>
        <TurnPicker {...picked} />
        <span className="grow" />
        {pretty !== null && <TextModes label="How to show the request" value={mode} onChange={setMode} />}
        <button type="button" className="button small" onClick={() => editAndResend(text)}>
          <Icon name="compose" size={12} /> Edit this
        </button>
        <CopyButton text={text} label="Copy the exact text" word="Copy" />
      </header>
      <CodeView text={mode === 'pretty' ? (pretty ?? text) : text} label="Request body" />
    </div>
  )
}
