import { Dialog } from '@base-ui/react/dialog'
import { useEffect, useRef, useState } from 'react'
import { closeExport, useCarrying } from '../../state/export'
import { useStore } from '../../state/store'
import { formatBytes, plural } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { FindingsPane } from './findings-pane'
import { beginExport, chooseFormat, usePreparing, type ExportFormat, type Prepared } from './preparing'
import { RulesPane } from './rules-pane'
import { copyCurl, saveExport } from './saving'

export const ExportDialog = () => {
  const ids = useCarrying((state) => state.exporting)
  useEffect(() => {
    if (ids !== null) beginExport(ids)
  }, [ids])
  return (
    <Dialog.Root open={ids !== null} onOpenChange={(open) => !open && closeExport()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog export-dialog">{ids !== null && <Content ids={ids} />}</Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const Content = ({ ids }: { readonly ids: readonly string[] }) => (
  <>
    <header className="dialog-head">
      <Dialog.Title>
        Export <Subject ids={ids} />
      </Dialog.Title>
      <Dialog.Description className="note">
        Credentials were taken out when this was recorded. Nothing is written before you have seen what else is masked.
      </Dialog.Description>
    </header>
    <div className="export-body">
      <div className="export-choices">
        <Formats />
        <RulesPane />
      </div>
      <FindingsPane />
    </div>
    <Foot />
  </>
)

const Subject = ({ ids }: { readonly ids: readonly string[] }) => {
  const model = useStore((state) => state.sessions.find(({ id }) => id === ids[0])?.model ?? null)
  return ids.length > 1 ? plural(ids.length, 'session') : (model ?? 'session')
}

const formats: readonly { readonly value: ExportFormat; readonly name: string; readonly line: string }[] = [
  { value: 'jsonl', name: 'Session', line: 'Every frame, as Gatescope stores it. Imports again.' },
  { value: 'har', name: 'HAR', line: 'For the network panes of browsers and proxies.' },
  { value: 'html', name: 'Report', line: 'One page to read. Opens offline, runs nothing.' },
  { value: 'capsule', name: 'Repro capsule', line: 'One script that answers as recorded. Needs only Node.' },
  { value: 'curl', name: 'curl', line: 'The request as a command for a shell.' },
]

const Formats = () => {
  const format = usePreparing((state) => state.format)
  return (
    <fieldset className="export-formats">
      <legend>Format</legend>
      {formats.map(({ value, name, line }) => (
        <label key={value} className="export-format">
          <input
            type="radio"
            name="export-format"
            value={value}
            checked={value === format}
            onChange={() => chooseFormat(value)}
          />
          <span>
            {name}
            <span className="note">{line}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

const Foot = () => {
  const prepared = usePreparing((state) => state.prepared)
  const isBusy = usePreparing((state) => state.isBusy)
  const saved = usePreparing((state) => state.saved)
  const error = usePreparing((state) => state.error)
  const isBlocked = (prepared?.blocked.length ?? 0) > 0
  const isReady = prepared !== null && !isBlocked && !isBusy && saved === null
  return (
    <footer className="dialog-foot">
      <span role="status" className={error !== null || isBlocked ? 'grow tone-bad' : 'grow note'}>
        {error ?? say(prepared, isBusy, saved)}
      </span>
      <CopyCurl disabled={isBusy} />
      <Dialog.Close className="button">Cancel</Dialog.Close>
      <button
        type="button"
        className="button primary"
        disabled={!isReady}
        onClick={() => prepared && void saveExport(prepared).then((done) => done && closeExport())}
      >
        <Icon name="save" size={12} />
        Save file
      </button>
    </footer>
  )
}

function say(prepared: Prepared | null, isBusy: boolean, saved: number | null): string {
  if (saved !== null) return `Saving, ${formatBytes(saved)} of ${formatBytes(prepared?.bytes ?? 0)}.`
  if (isBusy || prepared === null) return 'Looking for what has to be masked.'
  const open = prepared.blocked.length
  if (open > 0)
    return open === 1 ? 'Not yet: one token looks like a secret.' : `Not yet: ${open} tokens look like secrets.`
  return `${prepared.name}, ${formatBytes(prepared.bytes)}`
}

const CopyCurl = ({ disabled }: { readonly disabled: boolean }) => {
  const [copied, setCopied] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const copy = async () => {
    if (!(await copyCurl())) return
    setCopied(true)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setCopied(false), 2_000)
  }
  return (
    <button type="button" className="button" disabled={disabled} onClick={() => void copy()}>
      <Icon name={copied ? 'check' : 'copy'} size={12} />
      {copied ? 'Copied' : 'Copy curl'}
    </button>
  )
}
