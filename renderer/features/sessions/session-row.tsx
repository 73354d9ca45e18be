import { memo } from 'react'
import type { Link } from '#shared/inspect/chains'
import type { SessionLabel } from '#shared/session/label'
import type { SessionSummary } from '#shared/session/summary'
import { labelOf } from '../../state/labels'
import { useStore } from '../../state/store'
import { readDetour } from '../../views/served'
import { ServedBadge } from '../../views/served-badge'
import { isRunning, readSession, saySession, shortVerdict, toPill, type VerdictLook } from '../../views/verdict'
import { Pills, SimTag, Tag, TransportBadge } from '../../ui/badges'
import { dash, formatClock, formatCount, plural, shortModel } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { Lamp } from '../../ui/lamp'
import { MarkedText } from '../../ui/marked-text'
import { Duration } from '../../ui/quantity'
import { useNow } from '../../ui/use-now'
import { OriginTag, sayOrigin } from './origin-tag'
import { useSearch } from './search'

export type Press = { readonly extend: boolean; readonly toggle: boolean }

type Props = {
  readonly session: SessionSummary
  readonly id: string
  readonly index: number
  /** Where the reader is. */
  readonly active: boolean
  readonly top: number
  /** From 2 on: under a group. */
  readonly level: number
  readonly link: Link | null
  readonly onPress: (index: number, press: Press) => void
}

export const SessionRow = memo(({ session, id, index, active, top, level, link, onPress }: Props) => {
  const { look, durationMs } = readSession(session, useNow(isRunning(session)))
  const label = useStore((state) => labelOf(state, session.id))
  const selected = useStore(({ picked }) => (picked.size === 0 ? active : picked.has(session.id)))
  const hit = useSearch(({ hits }) => hits.get(session.id) ?? null)
  return (
    <div
      id={id}
      role="row"
      aria-level={level > 1 ? level : undefined}
      aria-rowindex={index + 1}
      aria-selected={selected}
      aria-label={`${saySession(session)}${sayLabel(label)}${sayOrigin(session)}${hit === null ? '' : `, found in ${hit.where}: ${hit.excerpt}`}`}
      className={active ? 'session active' : 'session'}
      style={{ transform: `translateY(${top}px)` }}
      onClick={({ shiftKey, ctrlKey, metaKey }) => onPress(index, { extend: shiftKey, toggle: ctrlKey || metaKey })}
    >
      <div role="gridcell" className="session-cols">
        <span className="session-lamp" title={look.word}>
          <Lamp shape={look.lamp} tone={look.tone} live={look.lamp === 'streaming'} />
        </span>
        <TransportBadge transport={session.transport} />
        <Headline session={session} label={label} />
        <span className="session-time num">{formatClock(session.startedAt)}</span>
        {hit === null ? (
          <>
            <Facts session={session} label={label} link={link} look={look} />
            <Numbers session={session} durationMs={durationMs} />
          </>
        ) : (
          <span className="session-hit">
            <Tag>{hit.where}</Tag>
            <Excerpt text={hit.excerpt} />
          </span>
        )}
      </div>
    </div>
  )
})

const sayLabel = ({ name, tags, note, pinned }: SessionLabel): string =>
  [
    name === null ? '' : `, named ${name}`,
    pinned ? ', pinned' : '',
    tags.length === 0 ? '' : `, tagged ${tags.join(', ')}`,
    note === null ? '' : ', with a note',
  ].join('')

type LabelledProps = { readonly session: SessionSummary; readonly label: SessionLabel }

/** A name stands where the model and its way do; these then go to the facts below. */
const Headline = ({ session, label }: LabelledProps) => (
  <span className="session-model">
    {label.pinned && (
      <span className="session-pin" title="Pinned: no limit of the library removes it">
        <Icon name="pin" size={12} />
      </span>
    )}
    {label.name === null ? (
      <>
        <ModelWord session={session} />
        <RouteTags session={session} />
      </>
    ) : (
      <b className="session-name ellipsis" title={label.name}>
        {label.name}
      </b>
    )}
    <LabelTags tags={label.tags} most={label.name === null && !hasRouteTag(session) ? 2 : 1} />
    {label.note !== null && (
      <span className="session-note" title={label.note}>
        <Icon name="note" size={12} />
      </span>
    )}
  </span>
)

const ModelWord = ({ session }: { readonly session: SessionSummary }) => {
  const { model, provider, verdict } = session
  const waiting = provider === null && (verdict === 'streaming' || verdict === 'idle')
  return (
    <>
      <code className="model" title={model ?? undefined}>
        {model === null ? 'no model' : shortModel(model)}
      </code>
      <span className="arrow" aria-hidden="true">
        →
      </span>
      <code className={provider === null && !waiting ? 'tone-bad' : 'provider'}>
        {provider ?? (waiting ? dash : 'none')}
      </code>
    </>
  )
}

const RouteTags = ({ session }: { readonly session: SessionSummary }) => (
  <>
    <ServedBadge session={session} />
    {session.transport === 'websocket' && session.turns > 0 && (
      <Tag>{session.verdict === 'streaming' ? `turn ${session.turns}` : plural(session.turns, 'turn')}</Tag>
    )}
  </>
)

const hasRouteTag = (session: SessionSummary): boolean =>
  readDetour(session) !== null || session.transport === 'websocket'

const LabelTags = ({ tags, most }: { readonly tags: readonly string[]; readonly most: number }) => {
  const hidden = tags.slice(most)
  return (
    <>
      {tags.slice(0, most).map((tag) => (
        <span key={tag} className="session-tag ellipsis" title={tag}>
          {tag}
        </span>
      ))}
      {hidden.length > 0 && (
        <span className="session-tag more" title={hidden.join(', ')}>
          +{hidden.length}
        </span>
      )}
    </>
  )
}

type FactsProps = LabelledProps & { readonly link: Link | null; readonly look: VerdictLook }

const Facts = ({ session, label, link, look }: FactsProps) => {
  const { attempts, status, simulated } = session
  const word = isRunning(session) ? look.short : shortVerdict(session)
  return (
    <span className="session-facts">
      <Pills pills={attempts.map((attempt) => toPill(attempt, false))} />
      {attempts.length === 0 && status !== null && (
        <Pills
          pills={[
            {
              text: String(status),
              title: session.proof,
              outcome: status < 400 ? 'answered' : 'failed',
            },
          ]}
        />
      )}
      {word !== '' && <span className={`session-word tone-${look.tone}`}>{word}</span>}
      {simulated && <SimTag />}
      <OriginTag session={session} link={link} />
      {label.name !== null && (
        <span className="session-route">
          <ModelWord session={session} />
          <RouteTags session={session} />
        </span>
      )}
    </span>
  )
}

const Numbers = ({ session, durationMs }: { readonly session: SessionSummary; readonly durationMs: number }) => (
  <>
    <span className="session-ttft num">
      <Duration ms={session.firstTokenMs} />
    </span>
    <span className="session-duration num wide">
      <Duration ms={durationMs} />
    </span>
    <span className="session-tokens num wide">{formatCount(session.totalTokens)}</span>
  </>
)

const Excerpt = ({ text }: { readonly text: string }) => {
  const words = useSearch((search) => search.words)
  return (
    <span className="ellipsis" title={text}>
      <MarkedText text={text} words={words} lead={14} />
    </span>
  )
}
