import { useMemo } from 'react'
import { Answer } from '../../views/answer'
import { isRunning, readSession } from '../../views/verdict'
import { useDraft, type Transport } from '../../state/draft'
import { findSent, useStore } from '../../state/store'
import { Segments } from '../../ui/choices'
import { CopyButton } from '../../ui/copy-button'
import { Icon } from '../../ui/icons'
import { Lamp } from '../../ui/lamp'
import { Duration } from '../../ui/quantity'
import { useNow } from '../../ui/use-now'
import { Split } from '../../ui/split'
import { chooseScenario, chooseTransport, openInLive, sendDraft, stopSent, tidyBody } from './actions'
import { parseBody, readScenario } from './document'
import { BodyEditor } from './editor'
import { ModelPicker } from './model-picker'

export const Composer = () => (
  <section className="composer" aria-label="Compose">
    <h1 className="unseen">Compose</h1>
    <ComposerBar />
    <Split
      name="compose"
      label="Width of the answer"
      axis="x"
      size={480}
      min={280}
      max={900}
      first={<RequestPane />}
      second={<AnswerPane />}
    />
  </section>
)

const transports = [
  { value: 'json', label: 'JSON' },
  { value: 'sse', label: 'SSE' },
  { value: 'websocket', label: 'WS' },
] as const satisfies readonly { readonly value: Transport; readonly label: string }[]

const ComposerBar = () => {
  const transport = useDraft((state) => state.transport)
  const websocket = useStore((state) => state.status?.websocket ?? true)
  const gateway = useStore((state) => state.status?.gateway ?? '')
  const address = transport === 'websocket' ? `${gateway.replace(/^http/, 'ws')}/responses/ws` : `${gateway}/responses`
  const choices = transports.filter(({ value }) => value !== 'websocket' || websocket)
  return (
    <div className="bar composer-bar">
      <Segments label="Transport" choices={choices} value={transport} onChange={chooseTransport} />
      <div className="input grow address">
        <span className="note">{transport === 'websocket' ? 'Connect' : 'POST'}</span>
        <code className="ellipsis">{address}</code>
        <span className="grow" />
        <CopyButton text={address} label="Copy address" />
      </div>
      <SendButtons />
    </div>
  )
}

const SendButtons = () => {
  const valid = useDraft((state) => parseBody(state.body) !== null)
  const running = useStore(
    (state) => state.sentRequestId !== null && (findSent(state)?.verdict ?? 'streaming') === 'streaming',
  )
  return (
    <>
      {!valid && (
        <span className="tone-warn composer-warning">
          <Icon name="warning" size={12} /> Not a JSON object
        </span>
      )}
      {running && (
        <button type="button" className="button" onClick={() => void stopSent()}>
          <Icon name="stop" size={12} /> Stop
        </button>
      )}
      <button type="button" className="button primary" onClick={() => void sendDraft()}>
        {valid ? 'Send' : 'Send anyway'} <kbd>Ctrl Enter</kbd>
      </button>
    </>
  )
}

const RequestPane = () => {
  const scenarios = useStore((state) => state.status?.scenarios) ?? []
  const body = useDraft((state) => state.body)
  const scenario = useMemo(() => readScenario(body), [body])
  const valid = useMemo(() => parseBody(body) !== null, [body])
  const known = scenario === null || scenarios.some(({ name }) => name === scenario)
  return (
    <div className="composer-request">
      <div className="composer-fields">
        <div className="field">
          <span>
            Model <code>model</code>
          </span>
          <ModelPicker />
        </div>
        <label className="field">
          <span>
            Scenario <code>metadata.gatescope_scenario</code>
          </span>
          <select
            className="select"
            value={scenario ?? ''}
            disabled={!valid}
            onChange={(event) => chooseScenario(event.target.value === '' ? null : event.target.value)}
          >
            <option value="">None: answer normally</option>
            {!known && <option value={scenario}>{scenario}</option>}
            {scenarios.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="bar">
        <h2>JSON</h2>
        <span className="note">sent exactly as written</span>
        <span className="grow" />
        <button type="button" className="button quiet small" disabled={!valid} onClick={tidyBody}>
          Format
        </button>
        <CopyButton text={body} label="Copy request body" word="Copy" />
      </div>
      <BodyEditor />
    </div>
  )
}

const AnswerPane = () => {
  const session = useStore(findSent)
  const waiting = useStore((state) => state.sentRequestId !== null)
  const now = useNow(session !== null && isRunning(session))
  if (session === null) {
    return (
      <div className="composer-answer" data-pane>
        <div className="bar">
          <h2>Answer</h2>
        </div>
        <p className="empty-note">
          {waiting ? 'Sent. Waiting for the gateway.' : 'Nothing sent yet. The answer to your request appears here.'}
        </p>
      </div>
    )
  }
  const { look, proof, durationMs } = readSession(session, now)
  return (
    <div className="composer-answer" data-pane>
      <div className="bar">
        <h2>Answer</h2>
        <span className={`verdict small verdict-${look.tone}`} role="status">
          <Lamp shape={look.lamp} tone={look.tone} live={look.lamp === 'streaming'} />
          {look.word}
        </span>
        <span className="num">
          <Duration ms={durationMs} />
        </span>
        <span className="grow" />
        <button type="button" className="button small" onClick={openInLive}>
          <Icon name="send" size={12} /> Open in Live
        </button>
      </div>
      <p className="composer-proof">{proof}</p>
      <Answer session={session} />
    </div>
  )
}
