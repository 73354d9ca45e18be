// Requests to open: starred ones, templates, and what was sent. One grid with one tab stop; every row does by key what its
// buttons do.
import { useState, type KeyboardEvent } from 'react'
import { useDraft, type Transport } from '../../state/draft'
import { useLibrary, type ListName } from '../../state/library'
import { TransportBadge } from '../../ui/badges'
import { formatClock } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { SearchInput } from '../../ui/search-input'
import { deleteKept, keepDraft, openKept, openNew, renameKept, starKept, undoDelete } from './library'
import { templates } from './templates'

type Entry = {
  readonly id: string
  readonly name: string
  readonly transport: Transport
  readonly body: string
  readonly at: number
  readonly list: ListName | null
}
type Section = { readonly title: string; readonly entries: readonly Entry[] }

function useSections(filter: string): readonly Section[] {
  const starred = useLibrary((state) => state.starred)
  const history = useLibrary((state) => state.history)
  const wanted = (entry: { readonly name: string; readonly body: string }) =>
    filter === '' || `${entry.name} ${entry.body}`.toLowerCase().includes(filter.toLowerCase())
  return [
    { title: 'Starred', entries: starred.filter(wanted).map((kept) => ({ ...kept, list: 'starred' as const })) },
    { title: 'Templates', entries: templates.filter(wanted).map((one) => ({ ...one, at: 0, list: null })) },
    { title: 'History', entries: history.filter(wanted).map((kept) => ({ ...kept, list: 'history' as const })) },
  ].filter(({ entries }) => entries.length > 0)
}

export const LibraryPane = () => {
  const [filter, setFilter] = useState('')
  const sections = useSections(filter)
  return (
    <section className="pane library" aria-label="Requests">
      <div className="bar">
        <SearchInput label="Find a request" value={filter} className="grow" onChange={setFilter} />
        <button
          type="button"
          className="button quiet icon-only"
          aria-label="Star this request"
          aria-keyshortcuts="Control+S"
          title="Star this request (Ctrl+S)"
          onClick={keepDraft}
        >
          <Icon name="star" />
        </button>
        <button
          type="button"
          className="button quiet icon-only"
          aria-label="New request"
          title="New request"
          onClick={openNew}
        >
          <Icon name="plus" />
        </button>
      </div>
      <Entries sections={sections} filtered={filter !== ''} />
      <Foot />
    </section>
  )
}

const Foot = () => {
  const removed = useLibrary((state) => state.removed)
  if (removed !== null) {
    return (
      <footer className="foot" role="status">
        <span className="ellipsis">Deleted {removed.kept.name}</span>
        <span className="grow" />
        <button type="button" className="button small" onClick={undoDelete}>
          Undo
        </button>
      </footer>
    )
  }
  return (
    <footer className="foot">
      <span className="library-hint">Paste curl anywhere</span>
      <kbd className="library-hint">Ctrl V</kbd>
      <span className="library-keys">
        <kbd>Enter</kbd> open <kbd>S</kbd> star <kbd>F2</kbd> name <kbd>Del</kbd>
      </span>
    </footer>
  )
}

const Entries = ({ sections, filtered }: { readonly sections: readonly Section[]; readonly filtered: boolean }) => {
  const source = useDraft((state) => state.source)
  const entries = sections.flatMap((section) => section.entries)
  const [active, setActive] = useState<string | null>(null)
  const [renaming, setRenaming] = useState<string | null>(null)
  const current = entries.find(({ id }) => id === (active ?? source)) ?? entries[0]
  const act = (entry: Entry, key: string): boolean => {
    if (key === 'Enter') openKept(entry)
    else if (key === 'F2' && entry.list === 'starred') setRenaming(entry.id)
    else if (key === 'Delete' && entry.list !== null) deleteKept(entry.list, entry.id)
    else if (key === 's' && entry.list !== 'starred') starKept(entry)
    else return false
    return true
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!current || event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    const at = entries.indexOf(current)
    const moved = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key]
    const next = moved === undefined ? undefined : entries[Math.min(entries.length - 1, Math.max(0, moved))]
    if (next) {
      setActive(next.id)
      document.getElementById(`request-${next.id}`)?.scrollIntoView({ block: 'nearest' })
    } else if (!act(current, event.key)) return
    event.preventDefault()
  }
  return (
    <div
      className="library-rows"
      role="grid"
      aria-label="Requests"
      tabIndex={0}
      data-pane
      aria-activedescendant={current ? `request-${current.id}` : undefined}
      onKeyDown={onKeyDown}
    >
      {entries.length === 0 && <p className="empty-note">{filtered ? 'No request matches.' : 'Nothing kept yet.'}</p>}
      {sections.map(({ title, entries: rows }) => (
        <div key={title} role="rowgroup" aria-label={title}>
          <div className="library-head" aria-hidden="true">
            {title}
          </div>
          {rows.map((entry) => (
            <EntryRow
              key={entry.id}
              entry={entry}
              chosen={entry.id === source}
              active={entry.id === current?.id}
              renaming={entry.id === renaming}
              onAct={(key) => {
                setActive(entry.id)
                act(entry, key)
              }}
              onRenamed={() => setRenaming(null)}
            />
          ))}
        </div>
      ))}
    </div>
  )
}

type RowProps = {
  readonly entry: Entry
  readonly chosen: boolean
  readonly active: boolean
  readonly renaming: boolean
  readonly onAct: (key: string) => void
  readonly onRenamed: () => void
}

const EntryRow = ({ entry, chosen, active, renaming, onAct, onRenamed }: RowProps) => (
  <div
    id={`request-${entry.id}`}
    role="row"
    className={`library-row${chosen ? ' chosen' : ''}${active ? ' active' : ''}`}
    aria-selected={chosen}
    onClick={() => onAct('Enter')}
  >
    <div role="gridcell" className="library-cell">
      <TransportBadge transport={entry.transport} />
      {renaming ? (
        <NameBox entry={entry} onRenamed={onRenamed} />
      ) : (
        <span className="grow ellipsis" title={entry.name}>
          {entry.name}
        </span>
      )}
      {entry.at > 0 && entry.list === 'history' && (
        <span className="library-time">{formatClock(entry.at).slice(0, 5)}</span>
      )}
      <span className="library-buttons" onClick={(event) => event.stopPropagation()}>
        {entry.list === 'starred' ? (
          <RowButton label={`Rename ${entry.name}`} icon="compose" onClick={() => onAct('F2')} />
        ) : (
          <RowButton label={`Star ${entry.name}`} icon="star" onClick={() => onAct('s')} />
        )}
        {entry.list !== null && (
          <RowButton label={`Delete ${entry.name}`} icon="close" onClick={() => onAct('Delete')} />
        )}
      </span>
    </div>
  </div>
)

type ButtonProps = { readonly label: string; readonly icon: 'compose' | 'star' | 'close'; readonly onClick: () => void }

const RowButton = ({ label, icon, onClick }: ButtonProps) => (
  <button
    type="button"
    className="button quiet icon-only"
    tabIndex={-1}
    aria-label={label}
    title={label}
    onClick={onClick}
  >
    <Icon name={icon} size={12} />
  </button>
)

/** Named, so that it keeps its identity: the box is focused once, when it appears. */
const focusAll = (box: HTMLInputElement | null) => box?.select()

const NameBox = ({ entry, onRenamed }: { readonly entry: Entry; readonly onRenamed: () => void }) => {
  const [name, setName] = useState(entry.name)
  return (
    <input
      ref={focusAll}
      className="library-name"
      aria-label={`Name of ${entry.name}`}
      value={name}
      onChange={(event) => setName(event.target.value)}
      onBlur={(event) => {
        renameKept(entry, event.currentTarget.value)
        onRenamed()
      }}
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key !== 'Enter' && event.key !== 'Escape') return
        // Leaving the box keeps the name, so a name that is not wanted is put back first.
        if (event.key === 'Escape') event.currentTarget.value = entry.name
        event.currentTarget.closest<HTMLElement>('[role=grid]')?.focus()
      }}
    />
  )
}
