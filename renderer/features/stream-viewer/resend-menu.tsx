// The viewer's way to send a session again: a small menu over the header, whose first press is to send it as it was.
import { lazy, Suspense, useRef, useState, type KeyboardEvent, type ToggleEvent } from 'react'
import type { SessionSummary } from '#shared/session/summary'
import { Icon } from '../../ui/icons'
import { requestOf } from './actions'

const ResendForm = lazy(async () => ({ default: (await import('./resend-form')).ResendForm }))

export const ResendMenu = ({ session }: { readonly session: SessionSummary }) => {
  const [isOpen, open] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)
  const body = isOpen ? requestOf(session) : null
  const close = () => {
    menu.current?.hidePopover()
    button.current?.focus()
  }
  const place = (event: ToggleEvent<HTMLDivElement>) => {
    if (event.newState !== 'open') return
    const under = button.current?.getBoundingClientRect()
    const { style } = event.currentTarget
    style.top = `${(under?.bottom ?? 0) + 4}px`
    style.right = `${innerWidth - (under?.right ?? innerWidth)}px`
  }
  // Esc closes this and nothing under it.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') event.stopPropagation()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        className="button small"
        popoverTarget="resend-menu"
        disabled={requestOf(session) === null}
        aria-keyshortcuts="Control+Shift+E"
        aria-label="Resend"
        title="Resend: as it was with Ctrl+Shift+E, or in another way"
      >
        <Icon name="send" size={12} />
        <span className="wide">Resend</span>
        <Icon name="chevronDown" size={11} />
      </button>
      <div
        ref={menu}
        id="resend-menu"
        className="resend-menu"
        popover="auto"
        role="dialog"
        aria-label="Send again"
        onBeforeToggle={place}
        onToggle={(event) => open(event.newState === 'open')}
        onKeyDown={onKeyDown}
      >
        {body !== null && (
          <Suspense fallback={null}>
            <ResendForm key={session.id} session={session} body={body} onDone={close} />
          </Suspense>
        )}
      </div>
    </>
  )
}
