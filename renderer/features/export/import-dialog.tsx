import { Dialog } from '@base-ui/react/dialog'
import { useEffect } from 'react'
import { closeImport, useCarrying } from '../../state/export'
import { Fold } from '../../ui/fold'
import { formatBytes, plural } from '../../ui/format'
import { Icon, type IconName } from '../../ui/icons'
import { importFiles, showImported, useImporting, type ImportedFile } from './importing'

export const ImportDialog = () => {
  const files = useCarrying((state) => state.importing)
  useEffect(() => {
    if (files !== null) void importFiles(files)
  }, [files])
  return (
    <Dialog.Root open={files !== null} onOpenChange={(open) => !open && closeImport()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog import-dialog">{files !== null && <Content />}</Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const Content = () => {
  const files = useImporting((state) => state.files)
  const isDone = files.every(({ state }) => state === 'done' || state === 'failed')
  const ids = files.flatMap(({ result }) => result?.ids ?? [])
  const [first] = ids
  return (
    <>
      <header className="dialog-head">
        <Dialog.Title>Import</Dialog.Title>
        <Dialog.Description className="note">
          What is imported is only looked at. It never changes where a key of yours is sent.
        </Dialog.Description>
      </header>
      <ul className="import-files">
        {files.map((file, index) => (
          <FileRow key={`${index} ${file.name}`} file={file} />
        ))}
      </ul>
      <footer className="dialog-foot">
        <span role="status" className="grow note">
          {isDone ? `${plural(ids.length, 'session')} imported.` : 'Importing.'}
        </span>
        <Dialog.Close className="button">{isDone ? 'Close' : 'Cancel'}</Dialog.Close>
        {first !== undefined && (
          <button
            type="button"
            className="button primary"
            onClick={() => {
              showImported(first)
              closeImport()
            }}
          >
            Show {ids.length === 1 ? 'session' : 'first session'}
          </button>
        )}
      </footer>
    </>
  )
}

const looks: Readonly<Record<ImportedFile['state'], readonly [icon: IconName, tone: string]>> = {
  waiting: ['idle', 'tone-quiet'],
  uploading: ['streaming', 'tone-info'],
  reading: ['streaming', 'tone-info'],
  done: ['ok', 'tone-ok'],
  failed: ['failed', 'tone-bad'],
}

const FileRow = ({ file }: { readonly file: ImportedFile }) => {
  const isNothing = file.state === 'done' && file.result?.ids.length === 0
  const [icon, tone] = looks[isNothing ? 'waiting' : file.state]
  const skipped = file.result?.skipped ?? []
  return (
    <li>
      <div className="import-file">
        <span className={tone}>
          <Icon name={icon} size={11} />
        </span>
        <b className="ellipsis" title={file.name}>
          {file.name}
        </b>
        <span className="note grow">{say(file)}</span>
        {(file.state === 'uploading' || file.state === 'reading') && (
          <progress
            aria-label={`Upload of ${file.name}`}
            max={Math.max(1, file.bytes)}
            {...(file.state === 'uploading' ? { value: file.uploaded } : {})}
          />
        )}
      </div>
      {file.error !== null && <p className="tone-bad import-error">{file.error}</p>}
      {skipped.length > 0 && (
        <Fold title={`${plural(skipped.length, 'entry', 'entries')} left out`} open={skipped.length <= 5}>
          <ul className="import-skipped">
            {skipped.slice(0, 200).map(({ what, why }, index) => (
              <li key={index}>
                <code>{what}</code> {why}
              </li>
            ))}
            {skipped.length > 200 && <li className="note">And {skipped.length - 200} more.</li>}
          </ul>
        </Fold>
      )}
    </li>
  )
}

function say({ state, bytes, uploaded, result }: ImportedFile): string {
  if (state === 'waiting') return formatBytes(bytes)
  if (state === 'uploading') return `${formatBytes(uploaded)} of ${formatBytes(bytes)}`
  if (state === 'reading') return 'Reading the sessions'
  if (state === 'failed') return 'Nothing imported'
  const count = result?.ids.length ?? 0
  return count === 0 ? 'No new session' : plural(count, 'session')
}
