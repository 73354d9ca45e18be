// Exclusive choices: segments change what is sent or shown, tabs change which page is shown.
import type { KeyboardEvent, ReactNode } from 'react'

export type Choice<T extends string> = {
  readonly value: T
  readonly label: ReactNode
  readonly count?: string
  readonly tone?: 'warn'
}

type Props<T extends string> = {
  readonly label: string
  readonly choices: readonly Choice<T>[]
  /** A value that is no choice: nothing is chosen yet. */
  readonly value: T
  readonly onChange: (value: T) => void
}

/** One tab stop for the group; arrows move within it. */
function moveWithArrows<T extends string>(event: KeyboardEvent, { choices, value, onChange }: Props<T>): void {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
  if (step === undefined) return
  event.preventDefault()
  const at = Math.max(
    choices.findIndex((choice) => choice.value === value),
    step < 0 ? 0 : -1,
  )
  const next = choices[(at + step + choices.length) % choices.length]
  if (!next) return
  onChange(next.value)
  const buttons = event.currentTarget.querySelectorAll('button')
  buttons[choices.indexOf(next)]?.focus()
}

export function Segments<T extends string>(props: Props<T> & { readonly small?: boolean }) {
  const { label, choices, value, onChange, small = false } = props
  const stop = choices.some((choice) => choice.value === value) ? value : choices[0]?.value
  return (
    <div
      className={small ? 'segments small' : 'segments'}
      role="radiogroup"
      aria-label={label}
      onKeyDown={(event) => moveWithArrows(event, props)}
    >
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          role="radio"
          aria-checked={choice.value === value}
          tabIndex={choice.value === stop ? 0 : -1}
          onClick={() => onChange(choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </div>
  )
}

export function Tabs<T extends string>(props: Props<T> & { readonly panel?: string }) {
  const { label, choices, value, onChange, panel } = props
  return (
    <div className="tabs" role="tablist" aria-label={label} onKeyDown={(event) => moveWithArrows(event, props)}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          role="tab"
          aria-selected={choice.value === value}
          aria-controls={choice.value === value ? panel : undefined}
          tabIndex={choice.value === value ? 0 : -1}
          onClick={() => onChange(choice.value)}
        >
          {choice.label}
          {choice.count !== undefined && (
            <span className={choice.tone === undefined ? 'count' : `count tone-${choice.tone}`}>{choice.count}</span>
          )}
        </button>
      ))}
    </div>
  )
}
