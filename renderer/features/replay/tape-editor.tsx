// The tape editor: what is done to the selected frame, what was done so far, and what becomes of it.
import { useEffect, useState } from 'react'
import type { TapeEdit } from '#shared/replay/edits'
import { openLog, useVersion, type FrameLog } from '../../state/frame-log'
import { toggleEditing } from '../../state/replay'
import { store, useStore } from '../../state/store'
import { changeTape, redoEdit, removeEdit, undoEdit, useTape } from '../../state/tape'
import { formatCount } from '../../ui/format'
import { Icon, type IconName } from '../../ui/icons'
import { sayEdit } from '../../views/edit-words'
import { previewTape, saveVariant } from './actions'
import { FrameEdits } from './frame-edits'

export const TapeEditor = () => {
  const id = useStore((state) => state.editing)
  return id === null ? null : <Editor id={id} />
}

const Editor = ({ id }: { readonly id: string }) => {
  const log = openLog(id)
  useVersion(log)
  const { edits } = useTape(id)
  const selectedSeq = useStore((state) => state.selectedSeq)
  const frame = selectedSeq === null ? null : log.frame(selectedSeq)
  useUndoKeys(id)
  return (
    <section className="tape" aria-label="Tape editor" data-pane>
      <Head id={id} count={edits.length} />
      <div className="tape-body">
        {frame === null ? (
          <p className="note">
            Choose a frame above to drop, repeat, delay or replace it, or to cut the tape behind it.
          </p>
        ) : (
          <FrameEdits key={frame.seq} id={id} frame={frame} name={nameOf(log, frame.seq)} log={log} edits={edits} />
        )}
        {edits.length > 0 && (
          <ul className="tape-edits" aria-label="Edits">
            {edits.map((edit) => (
              <EditRow key={`${edit.kind} ${edit.seq}`} id={id} edit={edit} name={nameOf(log, edit.seq)} />
            ))}
          </ul>
        )}
      </div>
    </section>
  )
}

export const nameOf = (log: FrameLog, seq: number): string =>
  log.name(seq).replace(/^response\./, '') || (log.whole(seq)?.kind ?? (log.isUpstream(seq) ? 'upstream' : 'body'))

const Head = ({ id, count }: { readonly id: string; readonly count: number }) => {
  const { past, future } = useTape(id)
  const [name, setName] = useState('')
  return (
    <header className="bar">
      <h2>Tape</h2>
      <Tool icon="undo" label="Undo" keys="Control+Z" disabled={past.length === 0} onPress={() => undo(id)} />
      <Tool icon="redo" label="Redo" keys="Control+Shift+Z" disabled={future.length === 0} onPress={() => redo(id)} />
      <span className="grow" />
      <button type="button" className="button small" disabled={count === 0} onClick={() => void previewTape(id)}>
        <Icon name="play" size={12} /> Preview
      </button>
      <label className="input small tape-name">
        <input
          value={name}
          placeholder="Name, if any"
          aria-label="Name of the variant"
          maxLength={200}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <button
        type="button"
        className="button primary small"
        disabled={count === 0}
        onClick={() => void saveVariant(id, name)}
      >
        Save as variant
      </button>
      <Tool icon="close" label="Close the tape editor" keys="T" disabled={false} onPress={toggleEditing} />
    </header>
  )
}

const undo = (id: string): void => changeTape(id, undoEdit)
const redo = (id: string): void => changeTape(id, redoEdit)

type ToolProps = {
  readonly icon: IconName
  readonly label: string
  readonly keys: string
  readonly disabled: boolean
  readonly onPress: () => void
}

const Tool = ({ icon, label, keys, disabled, onPress }: ToolProps) => (
  <button
    type="button"
    className="button quiet icon-only"
    aria-label={label}
    aria-keyshortcuts={keys}
    title={`${label} (${keys.replace('Control', 'Ctrl')})`}
    disabled={disabled}
    onClick={onPress}
  >
    <Icon name={icon} size={12} />
  </button>
)

type EditRowProps = { readonly id: string; readonly edit: TapeEdit; readonly name: string }

const EditRow = ({ id, edit, name }: EditRowProps) => (
  <li>
    <button type="button" className="tape-edit" onClick={() => store.setState({ selectedSeq: edit.seq })}>
      <span className="num seq">{formatCount(edit.seq)}</span>
      <code className="ellipsis">{name}</code>
      <span className="tone-warn">{sayEdit(edit)}</span>
    </button>
    <button
      type="button"
      className="button quiet icon-only"
      aria-label={`Take back: frame ${edit.seq} ${sayEdit(edit)}`}
      title="Take back"
      onClick={() => changeTape(id, (history) => removeEdit(history, edit))}
    >
      <Icon name="close" size={11} />
    </button>
  </li>
)

/** Wherever the focus is while a tape is edited, unless a text of its own is being undone there. */
function useUndoKeys(id: string): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z'
      if (!isUndo || (event.target instanceof Element && event.target.matches('input, textarea, .cm-content'))) return
      event.preventDefault()
      if (event.shiftKey) redo(id)
      else undo(id)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [id])
}
