import type { Headers } from '#shared/session/frame'
import type { SessionSummary } from '#shared/session/summary'
import { TurnPicker, useTurn } from './turn-picker'

export const HeadersPanel = ({ session }: { readonly session: SessionSummary }) => {
  const picked = useTurn(session)
  const { exchange, turn } = picked
  // A socket answers once, at its handshake, before any turn.
  const responded = turn?.responded ?? exchange.turns[0]?.responded
  return (
    <div className="panel-page" data-pane tabIndex={0} role="region" aria-label="Headers">
      <TurnPicker {...picked} />
      {exchange.opened && (
        <Head
          title="Request"
          line={`${exchange.opened.request.method} ${exchange.opened.request.path}`}
          headers={exchange.opened.request.headers}
        />
      )}
      {responded && <Head title="Response" line={`HTTP ${responded.status}`} headers={responded.headers} />}
      {turn?.attempts.map(({ start, answered }) => (
        <div key={start.seq}>
          <Head
            title={`To ${start.provider}`}
            line={`${start.request.method} ${start.request.url}`}
            headers={start.request.headers}
          />
          {answered && (
            <Head title={`From ${start.provider}`} line={`HTTP ${answered.status}`} headers={answered.headers} />
          )}
        </div>
      ))}
    </div>
  )
}

type HeadProps = { readonly title: string; readonly line: string; readonly headers: Headers }

const Head = ({ title, line, headers }: HeadProps) => (
  <section className="head-block">
    <h2>
      {title} <code className="note">{line}</code>
    </h2>
    <dl className="head-rows">
      {Object.entries(headers).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  </section>
)
