import type { RoutingDiagnostics } from '#shared/open-responses/diagnostics'
import type { SessionSummary } from '#shared/session/summary'
import type { Attempt, Turn } from '../../views/exchange'
import { StageRows } from '../../views/stage-rows'
import { SimTag } from '../../ui/badges'
import { plural } from '../../ui/format'
import { Duration } from '../../ui/quantity'
import { narrow, useMedia } from '../../ui/use-media'
import { openSide, selectFrame, showTab } from './actions'
import { TurnPicker, useTurn } from './turn-picker'

export const RoutePanel = ({ session }: { readonly session: SessionSummary }) => {
  const picked = useTurn(session)
  const turn = picked.turn
  return (
    <div className="panel-page" data-pane tabIndex={0} role="region" aria-label="Route">
      <TurnPicker {...picked} />
      {turn?.routed ? (
        <Decision diagnostics={turn.routed.diagnostics} />
      ) : (
        <p className="empty-note">No route was decided for this request.</p>
      )}
      {turn && turn.attempts.length > 0 && <Attempts turn={turn} />}
    </div>
  )
}

const Decision = ({ diagnostics }: { readonly diagnostics: RoutingDiagnostics }) => {
  const { model, endpoint, candidates, enablement, filterStages, order } = diagnostics
  const stages = filterStages.map((stage) => ({
    stage: stage.stage,
    before: stage.beforeCount,
    after: stage.afterCount,
    dropped: stage.droppedProviders.map((drop) => ({ provider: drop.providerId, reason: drop.reason })),
  }))
  const first = {
    stage: 'endpoint and adapter',
    before: candidates.totalProviders,
    after: candidates.candidateCount,
    dropped: [
      ...candidates.droppedUnsupportedEndpoint.map((provider) => ({ provider, reason: 'unsupported_endpoint' })),
      ...candidates.droppedMissingAdapter.map((drop) => ({ provider: drop.providerId, reason: 'adapter_missing' })),
    ],
  }
  const enabled = {
    stage: `enabled for ${enablement.capability}`,
    before: enablement.providersBefore.length,
    after: enablement.providersAfter.length,
    dropped: enablement.dropped.map((drop) => ({ provider: drop.providerId, reason: drop.reason })),
  }
  return (
    <>
      <section className="route-block">
        <h2>
          Where the candidates went{' '}
          <span className="note">
            <code>{model}</code> on {endpoint}, {plural(candidates.totalProviders, 'provider')} known
          </span>
        </h2>
        <StageRows stages={[first, enabled, ...stages]} />
      </section>
      <section className="route-block">
        <h2>
          Order <span className="note">as they would be attempted</span>
        </h2>
        {order.length === 0 ? (
          <p className="empty-note">Nobody was left.</p>
        ) : (
          <ol className="order">
            {order.map((provider, index) => (
              <li key={provider}>
                <span className="order-number">{index + 1}</span>
                <code>{provider}</code>
              </li>
            ))}
          </ol>
        )}
      </section>
    </>
  )
}

const Attempts = ({ turn }: { readonly turn: Turn }) => (
  <section className="route-block">
    <h2>
      Attempts <span className="note">{turn.attempts.length}</span>
    </h2>
    <ol className="failures">
      {turn.attempts.map((attempt) => (
        <AttemptRow key={attempt.start.seq} attempt={attempt} />
      ))}
    </ol>
  </section>
)

const AttemptRow = ({ attempt: { start, rejected, answered, said } }: { readonly attempt: Attempt }) => {
  const small = useMedia(narrow)
  const failure = rejected?.failure
  const end = rejected ?? answered
  const show = (seq: number) => {
    showTab('events')
    selectFrame(seq)
    openSide('raw', small)
  }
  return (
    <li>
      <span className="order-number">{start.attempt}</span>
      <code className="failure-provider">{start.provider}</code>
      <span className="pills">
        {failure && <i className="pill pill-failed">{failure.status ?? failure.type.replaceAll('_', ' ')}</i>}
        {answered && !failure && <i className="pill pill-answered">{answered.status}</i>}
        {!end && <i className="pill pill-running">running</i>}
      </span>
      {failure?.code != null && <code className="failure-code">{failure.code}</code>}
      {start.simulated && <SimTag />}
      <span className="grow" />
      {end && (
        <span className="num">
          <Duration ms={end.at - start.at} />
        </span>
      )}
      {rejected && (said !== null || rejected.failure.preview !== null) && (
        <button type="button" className="button quiet small" onClick={() => show(said ?? rejected.seq)}>
          Raw answer
        </button>
      )}
      {failure?.message != null && <p>{failure.message}</p>}
      <p className="note">
        <code>{start.request.url}</code>
      </p>
    </li>
  )
}
