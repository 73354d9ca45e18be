import { useMemo } from 'react'
import { CopyButton } from '../ui/copy-button'
import { Tag } from '../ui/badges'
import { formatBytes, plural, prettyJson } from '../ui/format'
import { Fold } from '../ui/fold'
import { Icon } from '../ui/icons'
import { CodeBlock } from '../ui/json-view'
import { readEnvelope, type EnvelopeReading } from './envelope'
import { StageRows } from './stage-rows'

type Props = { readonly error: { readonly value: unknown; readonly text: string }; readonly status: number | null }

export const EnvelopeCard = ({ error, status }: Props) => {
  const reading = useMemo(() => readEnvelope(error.value), [error])
  const pretty = useMemo(() => prettyJson(error.text) ?? error.text, [error])
  return (
    <article className="envelope" aria-label="Error envelope">
      <EnvelopeHead reading={reading} status={reading.status ?? status} />
      {reading.sentence !== '' && <p className="envelope-sentence">{reading.sentence}</p>}
      {reading.hint !== null && (
        <p className="envelope-hint">
          <b>What to do</b> {reading.hint}
        </p>
      )}
      {reading.details.length > 0 && (
        <section className="envelope-section">
          <h2>
            Invalid fields <span className="note">{reading.details.length}</span>
          </h2>
          <dl className="details">
            {reading.details.map((detail, index) => (
              <div key={index}>
                <dt>{detail.path === '' ? 'body' : detail.path}</dt>
                <dd>{detail.message}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {reading.failures.length > 0 && <Failures reading={reading} />}
      {reading.stages.length > 0 && (
        <section className="envelope-section">
          <h2>
            Where the candidates went <span className="note">{plural(reading.stages.length, 'stage')}</span>
          </h2>
          <StageRows stages={reading.stages} />
        </section>
      )}
      {reading.generationId !== null && (
        <p className="envelope-id">
          <span className="note">Generation</span>
          <code>{reading.generationId}</code>
          <CopyButton text={reading.generationId} label="Copy generation id" />
        </p>
      )}
      <Fold
        title="Raw envelope"
        note={formatBytes(error.text.length)}
        actions={<CopyButton text={error.text} label="Copy JSON" word="Copy JSON" />}
      >
        <CodeBlock text={pretty} />
      </Fold>
    </article>
  )
}

const EnvelopeHead = ({ reading, status }: { readonly reading: EnvelopeReading; readonly status: number | null }) => (
  <header className="envelope-head">
    <span className="tone-bad">
      <Icon name="failed" size={12} />
    </span>
    <Tag tone="bad">
      {status !== null && `${status} `}
      {reading.error}
    </Tag>
    {reading.reason !== null && <Tag tone="mono">{reading.reason}</Tag>}
    {reading.origin !== null && (
      <span className="note">
        origin {reading.origin}
        {reading.type !== null && `, type ${reading.type}`}
      </span>
    )}
  </header>
)

const Failures = ({ reading }: { readonly reading: EnvelopeReading }) => (
  <section className="envelope-section">
    <h2>
      Attempts <span className="note">{reading.attemptCount ?? reading.failures.length}</span>
    </h2>
    <ol className="failures">
      {reading.failures.map((failure, index) => (
        <li key={index}>
          <code className="failure-provider">{failure.provider}</code>
          <span className="pills">
            <i className="pill pill-failed">{failure.status}</i>
          </span>
          {failure.code !== null && <code className="failure-code">{failure.code}</code>}
          {failure.retryable === true && <span className="note">retryable</span>}
          {failure.message !== null && <p>{failure.message}</p>}
        </li>
      ))}
    </ol>
  </section>
)
