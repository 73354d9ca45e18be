import { draft, useDraft, type TargetKind, type Transport } from '../../state/draft'
import { findSent, useStore } from '../../state/store'
import { Segments } from '../../ui/choices'
import { CopyButton } from '../../ui/copy-button'
import { plural } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { chooseTransport, sendDraft, stopSent } from './actions'
import { useBody, useIssues, useRules } from './reading'
import { chooseTarget } from './target'

const transports = [
  { value: 'json', label: 'JSON' },
  { value: 'sse', label: 'SSE' },
  { value: 'websocket', label: 'WS' },
] as const satisfies readonly { readonly value: Transport; readonly label: string }[]

const targets = [
  { value: 'local', label: 'Local' },
  { value: 'hosted', label: 'Hosted' },
  { value: 'custom', label: 'Custom' },
] as const satisfies readonly { readonly value: TargetKind; readonly label: string }[]

export const ComposerBar = () => {
  const transport = useDraft((state) => state.transport)
  const target = useDraft((state) => state.target)
  const websocket = useStore((state) => state.status?.websocket ?? true)
  const gateway = useStore((state) => state.status?.gateway ?? '')
  const address = transport === 'websocket' ? `${gateway.replace(/^http/, 'ws')}/responses/ws` : `${gateway}/responses`
  const choices = transports.filter(({ value }) => value !== 'websocket' || websocket)
  return (
    <div className="bar composer-bar">
      <Segments label="Transport" choices={choices} value={transport} onChange={chooseTransport} />
      <Segments label="Target" choices={targets} value={target} onChange={chooseTarget} />
      {transport === 'websocket' && <KeepOpen />}
      <div className="input grow address">
        <span className="note">{target === 'local' ? 'Local gateway' : 'Through'}</span>
        <code className="ellipsis">{address}</code>
        <span className="grow" />
        <CopyButton text={address} label="Copy address" />
      </div>
      <Counts />
      <SendButtons />
    </div>
  )
}

const toggleKeepOpen = (): void => draft.setState(({ keepOpen }) => ({ keepOpen: !keepOpen }))

const KeepOpen = () => (
  <button
    type="button"
    className="button quiet"
    aria-pressed={useDraft((state) => state.keepOpen)}
    title="The socket stays open after this turn: send the next one from its Socket view"
    onClick={toggleKeepOpen}
  >
    Keep open
  </button>
)

const Counts = () => {
  const isWhole = useBody() !== null
  const issues = useIssues()
  const rules = useRules()
  if (!isWhole) {
    return (
      <span className="tone-bad composer-count">
        <Icon name="failed" size={11} /> Not a JSON object
      </span>
    )
  }
  return (
    <span className="composer-counts" role="status">
      {issues.length > 0 && (
        <span className="tone-bad composer-count">
          <Icon name="failed" size={11} /> {plural(issues.length, 'invalid field')}
        </span>
      )}
      {rules.length > 0 && (
        <span className="tone-warn composer-count">
          <Icon name="warning" size={11} /> {plural(rules.length, 'rule')}
        </span>
      )}
    </span>
  )
}

const SendButtons = () => {
  const fine = useRules().every(({ kind }) => kind !== 'fails')
  const running = useStore(
    (state) => state.sentRequestId !== null && (findSent(state)?.verdict ?? 'streaming') === 'streaming',
  )
  return (
    <>
      {running && (
        <button type="button" className="button" onClick={() => void stopSent()}>
          <Icon name="stop" size={12} /> Stop
        </button>
      )}
      <button type="button" className="button primary" onClick={() => void sendDraft()}>
        {fine ? 'Send' : 'Send anyway'} <kbd>Ctrl Enter</kbd>
      </button>
    </>
  )
}
