// Everything else an answer said, one section for each kind of thing; what has no kind is listed by its path.
import type { ReactNode } from 'react'
import type { Explanation, Routing } from '#shared/diagnostics/explanation'
import { Tag } from '../../ui/badges'
import { CopyButton } from '../../ui/copy-button'
import { Fold } from '../../ui/fold'
import { dash, formatBytes } from '../../ui/format'
import { CodeBlock } from '../../ui/json-view'
import { listFacts, listRouting } from './facts'
import { sayPath } from '#shared/json-diff'
import { shortJson } from './patch-view'

type Props = { readonly explanation: Explanation }

export const Details = ({ explanation }: Props) => {
  const { details, routing, rest, facts } = explanation
  return (
    <>
      {details.length > 0 && (
        <Block title="Invalid fields">
          <dl className="why-facts">
            {details.map(({ path, message, keyword, params }, index) => (
              <div key={index}>
                <dt>
                  <code>{sayPath(path)}</code>
                </dt>
                <dd>
                  {message} {keyword !== null && <code className="note">{keyword}</code>}{' '}
                  {Object.keys(params).length > 0 && <code className="note">{shortJson(params)}</code>}
                </dd>
              </div>
            ))}
          </dl>
        </Block>
      )}
      <RoutingDetails routing={routing} />
      {facts.missingPricing.length > 0 && (
        <Block title="No price known for">
          <Names names={facts.missingPricing} />
        </Block>
      )}
      <Block title="In the answer">
        <dl className="why-facts">
          {[...listFacts(facts), ...listRouting(routing)].map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code>{value}</code>
              </dd>
            </div>
          ))}
        </dl>
      </Block>
      {rest.length > 0 && (
        <Block title="Also in it" note="what is not read is kept by its path">
          <dl className="why-facts">
            {rest.map(({ path, value }) => (
              <div key={path}>
                <dt>
                  <code>{path}</code>
                </dt>
                <dd>
                  <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>
                </dd>
              </div>
            ))}
          </dl>
        </Block>
      )}
      <RawEnvelope envelope={explanation.source.envelope} />
    </>
  )
}

type BlockProps = { readonly title: string; readonly note?: string; readonly children: ReactNode }

const Block = ({ title, note, children }: BlockProps) => (
  <section className="why-block" aria-label={title}>
    <h2>
      {title} {note !== undefined && <span className="note">{note}</span>}
    </h2>
    {children}
  </section>
)

const Names = ({ names }: { readonly names: readonly string[] }) => (
  <p className="names">
    {names.length === 0
      ? dash
      : names.map((name, index) => (
          <Tag key={index} tone="mono">
            {name}
          </Tag>
        ))}
  </p>
)

const RoutingDetails = ({ routing: { enablement, considered, ranked } }: { readonly routing: Routing }) => (
  <>
    {enablement !== null && (
      <Block title="Enablement" note={enablement.capability ?? ''}>
        <dl className="why-facts">
          <div>
            <dt>Before</dt>
            <dd>
              <Names names={enablement.before} />
            </dd>
          </div>
          <div>
            <dt>After</dt>
            <dd>
              <Names names={enablement.after} />
            </dd>
          </div>
          {enablement.dropped.map(({ provider, words, reason }, index) => (
            <div key={index}>
              <dt>Dropped</dt>
              <dd>
                <code>{provider}</code> {words} <code className="note">{reason}</code>
              </dd>
            </div>
          ))}
        </dl>
      </Block>
    )}
    {considered.length > 0 && <ConsideredTable considered={considered} />}
    {ranked.length > 0 && <RankedTable ranked={ranked} />}
  </>
)

/** What is not active is what keeps a provider out. */
const State = ({ value }: { readonly value: string | null }) => (
  <td>
    <code className={value === null || value === 'active' || value === 'enabled' ? 'note' : 'tone-warn'}>
      {value ?? dash}
    </code>
  </td>
)

const ConsideredTable = ({ considered }: Pick<Routing, 'considered'>) => (
  <Block title="Considered providers">
    <table className="why-table">
      <thead>
        <tr>
          <th scope="col">Provider</th>
          <th scope="col">Its name of the model</th>
          <th scope="col">Rollout</th>
          <th scope="col">Provider routing</th>
          <th scope="col">Model routing</th>
          <th scope="col">Endpoint</th>
        </tr>
      </thead>
      <tbody>
        {considered.map((one, index) => (
          <tr key={index}>
            <th scope="row">
              <code>{one.provider}</code>
            </th>
            <td>
              <code>{one.model ?? dash}</code>
            </td>
            <State value={one.providerStatus} />
            <State value={one.providerRouting} />
            <State value={one.modelRouting} />
            <State value={one.capability} />
          </tr>
        ))}
      </tbody>
    </table>
  </Block>
)

const RankedTable = ({ ranked }: Pick<Routing, 'ranked'>) => {
  const best = Math.max(...ranked.map(({ score }) => score ?? 0), 0)
  return (
    <Block title="Ranked" note="the best score is tried first">
      <table className="why-table">
        <thead>
          <tr>
            <th scope="col">Provider</th>
            <th scope="col" className="num">
              Score
            </th>
            <th scope="col">
              <span className="unseen">Score as a bar</span>
            </th>
            <th scope="col">Breaker</th>
          </tr>
        </thead>
        <tbody>
          {ranked.map(({ provider, score, breaker }, index) => (
            <tr key={index}>
              <th scope="row">
                {index + 1} <code>{provider}</code>
              </th>
              <td className="num">{score === null ? dash : score.toFixed(3)}</td>
              <td className="score-cell" aria-hidden="true">
                <i className="score" style={{ width: `${best > 0 ? ((score ?? 0) / best) * 100 : 0}%` }} />
              </td>
              <td>
                <code className={breaker === 'open' ? 'tone-warn' : 'note'}>{breaker ?? dash}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Block>
  )
}

const RawEnvelope = ({ envelope }: { readonly envelope: unknown }) => {
  const text = typeof envelope === 'string' ? envelope : JSON.stringify(envelope, null, 2)
  if (text === undefined || text === '{}' || text === 'null') return null
  return (
    <section className="why-block" aria-label="Raw envelope">
      <Fold
        title="Raw envelope"
        note={formatBytes(text.length)}
        actions={<CopyButton text={text} label="Copy JSON" word="Copy JSON" />}
      >
        <CodeBlock text={text} />
      </Fold>
    </section>
  )
}
