import type { ReactNode } from 'react'

const transports = { json: 'JSON', sse: 'SSE', websocket: 'WS' } as const

export const TransportBadge = ({ transport }: { readonly transport: keyof typeof transports }) => (
  <span className={`transport transport-${transport}`}>{transports[transport]}</span>
)

type TagProps = {
  readonly tone?: 'plain' | 'warn' | 'bad' | 'sim' | 'mono'
  readonly title?: string
  readonly children: ReactNode
}

export const Tag = ({ tone = 'plain', title, children }: TagProps) => (
  <span className={`tag tag-${tone}`} title={title}>
    {children}
  </span>
)

export const SimTag = () => (
  <Tag tone="sim" title="Answered by the built-in simulator, not by a provider">
    SIM
  </Tag>
)

export type Pill = {
  readonly text: string
  readonly title: string
  readonly outcome: 'running' | 'answered' | 'failed'
}

const shown = 4

/** Attempts in the order they were made. A long chain keeps its end: that is what the client got. */
export const Pills = ({ pills }: { readonly pills: readonly Pill[] }) => {
  const hidden = pills.length > shown ? pills.length - shown + 1 : 0
  if (pills.length === 0) return null
  return (
    <span className="pills">
      {hidden > 0 && <i className="pill pill-more">+{hidden}</i>}
      {pills.slice(hidden).map((pill, index) => (
        <i key={hidden + index} className={`pill pill-${pill.outcome}`} title={pill.title}>
          {pill.text}
        </i>
      ))}
    </span>
  )
}
