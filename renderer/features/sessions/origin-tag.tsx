// Where a session comes from when it is not simply one more request: sent again, edited, or brought in from a file.
import type { Link } from '#shared/inspect/chains'
import type { Origin } from '#shared/session/frame'
import type { SessionSummary } from '#shared/session/summary'
import { labelOf } from '../../state/labels'
import { sessionsById } from '../../state/session-list'
import { useStore } from '../../state/store'
import { Tag } from '../../ui/badges'
import { formatClock, shortModel } from '../../ui/format'
import { openSession } from './actions'

/** The session this one was made of, kept or not. */
export const parentOf = ({ parent, origin }: SessionSummary): string | null =>
  parent ?? (origin?.kind === 'variant' ? origin.of : null)

export const sayOrigin = ({ parent, origin }: SessionSummary): string =>
  parent !== null
    ? ', sent again'
    : origin === null
      ? ''
      : origin.kind === 'variant'
        ? ', edited variant'
        : ', imported'

const says = { resend: 'Sent again from', variant: 'Edited from' } as const

const links: Readonly<Record<Link, string>> = {
  resend: 'Sent again from the session it is set in under',
  variant: 'Edited from the session it is set in under',
  continues: 'Goes on from a response of a session before it',
}

/** `link`: how it hangs in its chain, where the list shows chains; there its place says what it is of. */
export const OriginTag = ({ session, link }: { readonly session: SessionSummary; readonly link: Link | null }) => {
  const { parent, origin } = session
  if (link !== null) return <Tag title={links[link]}>{link}</Tag>
  if (parent !== null) return <ParentLink id={parent} kind="resend" />
  if (origin === null) return null
  return origin.kind === 'variant' ? <ParentLink id={origin.of} kind="variant" /> : <ImportTag origin={origin} />
}

const ImportTag = ({ origin }: { readonly origin: Extract<Origin, { kind: 'import' }> }) => {
  const was = origin.id === null ? '' : `, where it was session ${origin.id}`
  const from = origin.format === 'har' ? 'HAR file' : 'session file'
  return <Tag title={`Imported from a ${from} of ${origin.app}${was}`}>imported</Tag>
}

const ParentLink = ({ id, kind }: { readonly id: string; readonly kind: keyof typeof says }) => {
  const of = useStore((state) => sessionsById(state.sessions).get(id) ?? null)
  const name = useStore((state) => labelOf(state, id).name)
  if (of === null) return <Tag title={`${says[kind]} ${id}, which is not kept here`}>{kind}</Tag>
  const time = formatClock(of.startedAt)
  const shown = `↳ of ${name ?? time.slice(0, 5)}`
  const what = name ?? `${of.model === null ? 'no model' : shortModel(of.model)} at ${time}`
  return (
    <>
      {kind === 'variant' && <Tag title={`${says.variant} ${what}`}>variant</Tag>}
      <button
        type="button"
        className="session-parent ellipsis"
        tabIndex={-1}
        aria-label={`${shown}: ${says[kind].toLowerCase()} ${what}. Go there`}
        title={`${says[kind]} ${what} (U goes there)`}
        onClick={(event) => {
          event.stopPropagation()
          openSession(id, false)
        }}
      >
        {shown}
      </button>
    </>
  )
}
