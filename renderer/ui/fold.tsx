import { useState, type ReactNode } from 'react'
import { Icon } from './icons'

type Props = {
  readonly title: string
  readonly note?: string
  readonly open?: boolean
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A section that opens. Closed, its content is not in the document. */
export const Fold = ({ title, note, open: first = false, actions, children }: Props) => {
  const [open, setOpen] = useState(first)
  return (
    <section className="fold">
      <header className="fold-head">
        <button type="button" className="fold-button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? 'chevronDown' : 'chevron'} size={12} />
          <b>{title}</b>
          {note !== undefined && <span className="note">{note}</span>}
        </button>
        {actions}
      </header>
      {open && <div className="fold-body">{children}</div>}
    </section>
  )
}
