import { useState, type FormEvent } from 'react'
import type { SessionSummary } from '#shared/session/summary'
import type { Transport } from '../../state/draft'
import { useStore } from '../../state/store'
import { Segments } from '../../ui/choices'
import { Icon } from '../../ui/icons'
import { ModelPicker } from '../../views/model-picker'
import { sayBill, sendAgain, sendConversation, useBill, type Again } from '../../views/send-again'
import { editAndResend } from './actions'
import { asItWas, messagesOf, rewrite, type Wishes } from './resend-plan'

const transports = [
  { value: 'json', label: 'JSON' },
  { value: 'sse', label: 'SSE' },
  { value: 'websocket', label: 'WS' },
] as const satisfies readonly { readonly value: Transport; readonly label: string }[]

type Props = {
  readonly session: SessionSummary
  /** The request as it was recorded. */
  readonly body: string
  readonly onDone: () => void
}

export const ResendForm = ({ session, body, onDone }: Props) => {
  const [wishes, setWishes] = useState(() => asItWas(session, body))
  const wish = (part: Partial<Wishes>) => setWishes((now) => ({ ...now, ...part }))
  const { transport, model, isWhole } = wishes
  const text = rewrite(session, body, wishes)
  const isLocal = session.target === null
  const send = (event: FormEvent) => {
    event.preventDefault()
    onDone()
    if (isWhole)
      void sendConversation(
        session,
        messagesOf(session).map((message) => rewrite(session, message, wishes)),
      )
    else void sendAgain({ session, transport, body: text })
  }
  const edit = () => {
    onDone()
    editAndResend(text, transport)
  }
  return (
    <form onSubmit={send}>
      {session.turns > 1 && (
        <Extent session={session} isWhole={isWhole} onChoose={(whole) => wish({ isWhole: whole })} />
      )}
      <div className="resend-row">
        <span>To</span>
        <b className="ellipsis">{sayTarget(session)}</b>
      </div>
      {isLocal && (
        <>
          <div className="resend-row">
            <span>Model</span>
            <ModelPicker
              model={model}
              empty="No model has that name."
              onChoose={(chosen) => wish({ model: chosen, provider: null })}
            />
          </div>
          <ProviderRow model={model} value={wishes.provider} onChoose={(provider) => wish({ provider })} />
        </>
      )}
      {!isWhole && <TransportRow value={transport} onChoose={(chosen) => wish({ transport: chosen })} />}
      <Cost again={{ session, transport, body: text }} />
      <div className="resend-actions">
        {!isWhole && (
          <button type="button" className="button small" onClick={edit}>
            <Icon name="compose" size={12} /> Edit first
          </button>
        )}
        <span className="grow" />
        <button type="submit" className="button primary small" aria-describedby="resend-cost" autoFocus>
          {text === body ? 'Send as it was' : 'Send changed'}
        </button>
      </div>
    </form>
  )
}

const Cost = ({ again }: { readonly again: Again }) => {
  const bill = useBill(again)
  return (
    <p id="resend-cost" className={bill !== null && bill.payees.length > 0 ? 'tone-warn' : 'note'} role="status">
      {bill === null ? 'Asking the gateway what it would cost.' : sayBill(bill)}
    </p>
  )
}

const sayTarget = ({ target }: SessionSummary): string => {
  if (target === null) return 'this gateway'
  return target.kind === 'hosted' ? 'the hosted gateway' : target.baseUrl
}

type ExtentProps = {
  readonly session: SessionSummary
  readonly isWhole: boolean
  readonly onChoose: (isWhole: boolean) => void
}

const Extent = ({ session, isWhole, onChoose }: ExtentProps) => (
  <Segments
    small
    label="What is sent again"
    choices={[
      { value: 'turn', label: 'This turn' },
      { value: 'whole', label: `All ${session.turns} turns` },
    ]}
    value={isWhole ? 'whole' : 'turn'}
    onChange={(value) => onChoose(value === 'whole')}
  />
)

type TransportProps = { readonly value: Transport; readonly onChoose: (transport: Transport) => void }

const TransportRow = ({ value, onChoose }: TransportProps) => {
  const websocket = useStore((state) => state.status?.websocket ?? true)
  const choices = transports.filter((choice) => choice.value !== 'websocket' || websocket)
  return (
    <div className="resend-row">
      <span>Transport</span>
      <Segments small label="Transport" choices={choices} value={value} onChange={onChoose} />
    </div>
  )
}

type ProviderProps = {
  readonly model: string | null
  readonly value: string | null
  readonly onChoose: (provider: string | null) => void
}

const ProviderRow = ({ model, value, onChoose }: ProviderProps) => {
  const choice = useStore((state) => state.models.find(({ id }) => id === model))
  return (
    <label className="resend-row">
      <span>Provider</span>
      <select
        className="select"
        value={value ?? ''}
        onChange={(event) => onChoose(event.target.value === '' ? null : event.target.value)}
      >
        <option value="">as the request says</option>
        {choice?.providers.map(({ id, mode, available }) => (
          <option key={id} value={id}>
            {id}, {available ? mode : 'not available'}
          </option>
        ))}
      </select>
    </label>
  )
}
