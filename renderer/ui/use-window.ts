// Which rows of a long list are on screen. Rows of one height make that a division: no row is ever measured, so a list
// that grows a thousand times a second costs what its visible part costs.
import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react'

type Range = { readonly first: number; readonly end: number }

export type RowWindow = Range & {
  readonly scroller: RefObject<HTMLDivElement | null>
  /** Call from `onScroll`. */
  readonly update: () => void
  /** Scrolls as little as needed to show the whole row. */
  readonly reveal: (index: number) => void
  readonly toEnd: () => void
}

const overscan = 6

export const rangeOf = (top: number, height: number, rowHeight: number): Range => ({
  first: Math.max(0, Math.floor(top / rowHeight) - overscan),
  end: Math.ceil((top + height) / rowHeight) + overscan,
})

/** Where to scroll so that a row is in view; the old place when it already is. */
export function placeOf(index: number, top: number, height: number, rowHeight: number): number {
  const start = index * rowHeight
  if (start < top) return start
  return start + rowHeight > top + height ? start + rowHeight - height : top
}

export function useWindow(count: number, rowHeight: number): RowWindow {
  const scroller = useRef<HTMLDivElement>(null)
  const [range, setRange] = useState<Range>({ first: 0, end: 0 })

  const update = useCallback(() => {
    const element = scroller.current
    if (!element) return
    const next = rangeOf(element.scrollTop, element.clientHeight, rowHeight)
    setRange((now) => (now.first === next.first && now.end === next.end ? now : next))
  }, [rowHeight])

  const reveal = useCallback(
    (index: number) => {
      const element = scroller.current
      if (!element) return
      element.scrollTop = placeOf(index, element.scrollTop, element.clientHeight, rowHeight)
      update()
    },
    [rowHeight, update],
  )

  const toEnd = useCallback(() => {
    const element = scroller.current
    if (!element) return
    element.scrollTop = element.scrollHeight
    update()
  }, [update])

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const observer = new ResizeObserver(update)
    observer.observe(element)
    update()
    return () => observer.disconnect()
  }, [update])

  return { scroller, update, reveal, toEnd, first: Math.min(range.first, count), end: Math.min(range.end, count) }
}
