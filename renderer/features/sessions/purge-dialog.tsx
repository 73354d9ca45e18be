// The one thing that cannot be undone asks, says exactly what goes, and takes a typed word for an answer.
import { useId, useState, type RefObject } from 'react'
import type { SessionUsage } from '#shared/contract/sessions'
import { useStore } from '../../state/store'
import { formatBytes, formatCount, plural } from '../../ui/format'
import { purge } from './library'

const word = 'delete'

type Props = { readonly usage: SessionUsage; readonly dialog: RefObject<HTMLDialogElement | null> }

export const PurgeDialog = ({ usage: { sessions, bytes, pinned }, dialog }: Props) => {
  const id = useId()
  const [typed, setTyped] = useState('')
  const setAside = useStore((state) => state.status?.setAside.length ?? 0)
  const confirmed = typed.trim().toLowerCase() === word
  return (
    <dialog ref={dialog} className="purge" aria-labelledby={`${id}-title`} onClose={() => setTyped('')}>
      <form
        method="dialog"
        onSubmit={(event) => {
          if (confirmed) void purge()
          else event.preventDefault()
        }}
      >
        <h2 id={`${id}-title`}>Delete everything captured?</h2>
        <p>These go for good, from the disk of this machine:</p>
        <ul>
          <li>
            {plural(sessions, 'session')} with every request, answer and event in them ({formatBytes(bytes)})
            {pinned > 0 && `, the ${pinned === 1 ? 'pinned one' : `${formatCount(pinned)} pinned ones`} too`}
          </li>
          <li>their names, tags and notes, and the search index</li>
          <li>what was deleted before and could still be restored</li>
          {setAside > 0 && <li>{plural(setAside, 'file')} that could not be read and were set aside</li>}
        </ul>
        <p>
          Sessions that run now go on, and are not stored any more. Requests kept in Compose, keys and settings stay.
        </p>
        <label htmlFor={`${id}-word`}>
          Type <b>{word}</b> to confirm. It cannot be undone.
        </label>
        <input
          id={`${id}-word`}
          className="input"
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <div className="purge-buttons">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            Keep everything
          </button>
          <button type="submit" className="button danger" disabled={!confirmed}>
            Delete {plural(sessions, 'session')}
          </button>
        </div>
      </form>
    </dialog>
  )
}
