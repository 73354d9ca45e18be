// What can be done to the sessions that are picked, or to the one that is read.
import { mostCompared, openCompare } from '../../state/compare'
import { openExport } from '../../state/export'
import { store, useStore } from '../../state/store'
import { formatCount } from '../../ui/format'
import { Icon, type IconName } from '../../ui/icons'
import type { LabelField } from './label-form'
import { areAllPinned, deleteSessions, meantIds, togglePins } from './library'
import { nothingPicked } from './selection'

export const SelectionBar = ({ onLabel }: { readonly onLabel: (field: LabelField) => void }) => {
  const picked = useStore((state) => state.picked)
  const selectedId = useStore((state) => state.selectedId)
  const pinned = useStore(() => areAllPinned(meantIds()))
  const count = picked.size === 0 ? (selectedId === null ? 0 : 1) : picked.size
  if (count === 0) return null
  return (
    <div className="selection-bar" role="group" aria-label="What to do with the selection">
      {picked.size > 0 && (
        <button
          type="button"
          className="button quiet small"
          aria-label={`${formatCount(count)} selected: let go`}
          title="Let go (Esc)"
          onClick={() => store.setState({ picked: nothingPicked })}
        >
          <span>
            {formatCount(count)}
            <span className="wide"> selected</span>
          </span>
          <Icon name="close" size={11} />
        </button>
      )}
      <span className="grow" />
      <Action icon="pin" word={pinned ? 'Unpin' : 'Pin'} keys="P" onClick={togglePins} />
      <Action icon="tag" word="Tag" keys="T" onClick={() => onLabel('tags')} />
      <Action icon="note" word="Name" hint="Name and note" keys="N" onClick={() => onLabel('name')} />
      <Action icon="save" word="Export…" onClick={() => openExport(meantIds())} />
      {picked.size > 0 && (
        <Action
          icon="compare"
          word="Compare"
          disabled={count < 2 || count > mostCompared}
          hint={count < 2 || count > mostCompared ? 'Compare: pick two or three' : 'Compare'}
          onClick={() => openCompare(meantIds().reverse())}
        />
      )}
      <Action icon="trash" word="Delete" keys="Delete" onClick={() => void deleteSessions(meantIds(), null)} />
    </div>
  )
}

type ActionProps = {
  readonly icon: IconName
  readonly word: string
  readonly hint?: string
  readonly keys?: string
  readonly disabled?: boolean
  readonly onClick: () => void
}

const Action = ({ icon, word, hint = word, keys, disabled = false, onClick }: ActionProps) => (
  <button
    type="button"
    className="button quiet small action"
    aria-label={word}
    aria-keyshortcuts={keys}
    title={keys === undefined ? hint : `${hint} (${keys})`}
    disabled={disabled}
    onClick={onClick}
  >
    <Icon name={icon} size={12} />
    <span>{word}</span>
  </button>
)
