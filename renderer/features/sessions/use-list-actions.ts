// Where the reader is in the list, on a group or on the session that is being read, and what keys and presses do from there.
import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import { findSession, store, useStore } from '../../state/store'
import { slim, useMedia } from '../../ui/use-media'
import { openSession } from './actions'
import { deleteSessions, meantIds, togglePins } from './library'
import type { ListAction } from './list-keys'
import { parentOf } from './origin-tag'
import { activeRow, groupOver, idsOf, type Row } from './rows'
import { nextAfter, nothingPicked, pickRange, togglePick } from './selection'
import type { Press } from './session-row'

const focusViewer = (): void => document.querySelector<HTMLElement>('#viewer-panel [tabindex="0"]')?.focus()

export type RowsProps = {
  readonly rows: readonly Row[]
  readonly onToggle: (key: string) => void
  readonly onLabel: (field: 'name' | 'tags') => void
}

export function useListActions({ rows, onToggle, onLabel }: RowsProps, reveal: (index: number) => void) {
  const overlay = useMedia(slim)
  const selectedId = useStore((state) => state.selectedId)
  const [groupKey, setGroupKey] = useState<string | null>(null)
  const active = activeRow(rows, groupKey, selectedId)
  /** Where a range begins: the row the reader came to last without taking others with it. */
  const anchor = useRef<string | null>(null)
  // Rows keep the functions they were drawn with, whatever the list is by the time they are pressed.
  const now = useRef({ rows, active })
  useLayoutEffect(() => {
    now.current = { rows, active }
  }, [rows, active])

  const go = useCallback((index: number, { extend, keep, close }: Going) => {
    const { rows: list, active: from } = now.current
    const row = list[index]
    if (!row) return
    setGroupKey(row.kind === 'group' ? row.group.key : null)
    const ids = idsOf(list)
    if (extend) {
      anchor.current ??= ids[from] ?? null
      const start = ids.indexOf(anchor.current)
      store.setState({ picked: pickRange(ids, start < 0 ? index : start, index) })
    } else {
      anchor.current = ids[index] ?? null
      if (!keep) store.setState({ picked: nothingPicked })
    }
    if (row.kind === 'session') openSession(row.session.id, close)
  }, [])

  const press = useCallback(
    (index: number, { extend, toggle: add }: Press) => {
      const row = now.current.rows[index]
      if (row?.kind !== 'session') return
      if (add) pick(row.session.id)
      go(index, { extend, keep: add, close: overlay && !extend && !add })
    },
    [go, overlay],
  )
  const toggle = useCallback(
    (key: string) => {
      setGroupKey(key)
      onToggle(key)
    },
    [onToggle],
  )
  const act = (action: ListAction): boolean => {
    if (action.kind !== 'move') return actOn(action.kind, { rows, active, toggle, onLabel, press, go })
    go(action.to, { extend: action.extend, keep: action.keep, close: false })
    reveal(action.to)
    return true
  }
  return { active, act, press, toggle }
}

type Going = { readonly extend: boolean; readonly keep: boolean; readonly close: boolean }

type Reach = {
  readonly rows: readonly Row[]
  readonly active: number
  readonly toggle: (key: string) => void
  readonly onLabel: RowsProps['onLabel']
  readonly press: (index: number, press: Press) => void
  readonly go: (index: number, going: Going) => void
}

const pick = (id: string): void =>
  store.setState(({ picked, selectedId }) => ({ picked: togglePick(picked, id, selectedId) }))

/** False when there is nothing to do it to: the key is then left to others. */
function actOn(
  kind: Exclude<ListAction['kind'], 'move'>,
  { rows, active, toggle, onLabel, press, go }: Reach,
): boolean {
  const row = rows[active]
  switch (kind) {
    case 'all':
      store.setState({ picked: new Set(idsOf(rows).filter((id) => id !== null)) })
      return true
    case 'clear': {
      const { size } = store.getState().picked
      store.setState({ picked: nothingPicked })
      return size > 0
    }
    case 'fold':
    case 'unfold':
      if (row?.kind === 'group') toggle(row.group.key)
      return true
    case 'over': {
      const over = groupOver(rows, active)
      if (over >= 0) go(over, { extend: false, keep: false, close: false })
      return over >= 0
    }
    case 'pick':
      if (row?.kind === 'session') pick(row.session.id)
      return true
    case 'open':
      if (row?.kind !== 'session') return false
      press(active, { extend: false, toggle: false })
      focusViewer()
      return true
    case 'parent': {
      const session = findSession(store.getState(), store.getState().selectedId)
      const parent = session === null ? null : parentOf(session)
      if (parent === null || findSession(store.getState(), parent) === null) return false
      openSession(parent, false)
      return true
    }
    case 'pin':
      togglePins()
      return true
    case 'name':
    case 'tags':
      if (meantIds().length > 0) onLabel(kind)
      return true
    case 'delete': {
      const ids = meantIds()
      void deleteSessions(ids, nextAfter(idsOf(rows), new Set(ids)))
      return true
    }
  }
}
