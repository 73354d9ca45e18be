import { useState, type ReactNode } from 'react'
import { Icon } from '../../ui/icons'

type Props = {
  readonly title: string
  /** What is the matter with it, in a few words. */
  readonly note: string
  readonly same: boolean
  readonly children: ReactNode
}

/** Open where something differs, and as the reader leaves it from then on. */
export const Section = ({ title, note, same, children }: Props) => {
  const [chosen, choose] = useState<boolean | null>(null)
  const open = chosen ?? !same
  return (
    <section className={same ? 'compare-section is-same' : 'compare-section'} aria-label={title}>
      <h2>
        <button type="button" aria-expanded={open} onClick={() => choose(!open)}>
          <Icon name={open ? 'chevronDown' : 'chevron'} size={12} />
          <b>{title}</b>
          {same && <Icon name="check" size={12} />}
          <span className="note">{note}</span>
        </button>
      </h2>
      {open && <div className="compare-body">{children}</div>}
    </section>
  )
}
