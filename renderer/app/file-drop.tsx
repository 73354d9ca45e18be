// Files come in wherever they are dropped, and by Ctrl+O.
import { useEffect, useState } from 'react'
import { openImport } from '../state/export'

/** Picks files and imports them. Only a press of a key or a button may call it: browsers ask for one. */
export function pickFiles(): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.accept = '.jsonl,.har,.json'
  input.addEventListener('change', () => openImport([...(input.files ?? [])]))
  input.click()
}

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false

export const FileDrop = () => {
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    // Entering a child leaves its parent: only the last leave is one.
    let depth = 0
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return
      depth += 1
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (!hasFiles(event)) return
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    }
    const over = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault()
    }
    const drop = (event: DragEvent) => {
      if (!hasFiles(event) || event.defaultPrevented) return
      event.preventDefault()
      depth = 0
      setOver(false)
      openImport([...(event.dataTransfer?.files ?? [])])
    }
    const listeners = { dragenter: enter, dragleave: leave, dragover: over, drop } as const
    for (const [name, listener] of Object.entries(listeners)) window.addEventListener(name, listener as EventListener)
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        window.removeEventListener(name, listener as EventListener)
    }
  }, [])
  return isOver ? <div className="drop-here">Drop to import sessions</div> : null
}
