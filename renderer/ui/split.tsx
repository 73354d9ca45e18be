// Two panes with a movable line between them. The size of the second pane is kept per name.
import { useState, type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'

type Props = {
  readonly name: string
  readonly label: string
  readonly axis: 'x' | 'y'
  readonly size: number
  readonly min: number
  readonly max: number
  readonly first: ReactNode
  /** null leaves the whole room to the first pane. */
  readonly second: ReactNode
}

const step = 16

export const Split = ({ name, label, axis, size, min, max, first, second }: Props) => {
  const key = `gatescope.split.${name}`
  const clamp = (n: number) => Math.min(max, Math.max(min, Math.round(n)))
  const [now, setNow] = useState(() => clamp(Number(localStorage.getItem(key)) || size))
  const resize = (next: number) => {
    setNow(clamp(next))
    localStorage.setItem(key, String(clamp(next)))
  }
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const line = event.currentTarget
    const start = axis === 'x' ? event.clientX : event.clientY
    const move = (e: globalThis.PointerEvent) => resize(now + start - (axis === 'x' ? e.clientX : e.clientY))
    line.setPointerCapture(event.pointerId)
    line.addEventListener('pointermove', move)
    line.addEventListener('lostpointercapture', () => line.removeEventListener('pointermove', move), { once: true })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const grow = axis === 'x' ? 'ArrowLeft' : 'ArrowUp'
    const shrink = axis === 'x' ? 'ArrowRight' : 'ArrowDown'
    const next = { [grow]: now + step, [shrink]: now - step, Home: min, End: max }[event.key]
    if (next === undefined) return
    event.preventDefault()
    resize(next)
  }
  return (
    <div className={`split split-${axis}`} style={{ '--second': `${now}px` } as CSSProperties}>
      <div className="split-pane">{first}</div>
      {second !== null && (
        <>
          <div
            className="split-line"
            role="separator"
            tabIndex={0}
            aria-label={label}
            aria-orientation={axis === 'x' ? 'vertical' : 'horizontal'}
            aria-valuenow={now}
            aria-valuemin={min}
            aria-valuemax={max}
            onPointerDown={onPointerDown}
            onKeyDown={onKeyDown}
            onDoubleClick={() => resize(size)}
          />
          <div className="split-pane">{second}</div>
        </>
      )}
    </div>
  )
}
