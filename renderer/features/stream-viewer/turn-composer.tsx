// The next turn of a websocket that this console keeps open: what the user says, the rest of the message, and what the gateway
// would say to it (GATEWAY.md 5.2).
import { useMemo, type KeyboardEvent } from 'react'
import type { SocketView } from '#shared/inspect/socket'
import type { SessionSummary } from '#shared/session/summary'
import { openLog } from '../../state/frame-log'
import { useStore } from '../../state/store'
import { changeTurnDraft, useTurnDraft, type TurnDraft } from '../../state/turn-drafts'
import { Segments } from '../../ui/choices'
import { Icon } from '../../ui/icons'
import { parseBody } from '../../views/document'
import { useKept } from '../../views/kept-socket'
import { RuleList } from '../../views/rule-list'
import type { Gateway, Rule } from '../../views/rules'
import { checkTurn } from '../../views/turn-rules'
import { closeSocket, sendTurn } from './actions'
import { bridgeOf, lastResponse, lastSaid, restOf, writeTurn } from './turn-message'

type Props = { readonly session: SessionSummary; readonly view: SocketView }

export const NextTurn = ({ session, view }: Props) => {
  const isKept = useKept(session)
  const isReplay = useStore((state) => state.replay !== null)
  return (
    <section className="route-block" aria-label="Next turn">
      <h2>Next turn</h2>
      {isKept ? (
        <TurnComposer session={session} view={view} />
      ) : (
        <p className="note">{isReplay ? 'This is a replay: nothing can be sent on it.' : sayUnreachable(session)}</p>
      )}
    </section>
  )
}

const sayUnreachable = ({ closed }: SessionSummary): string =>
  closed
    ? 'The socket is closed, so no turn can be sent on it. Compose opens a new one.'
    : 'Another client opened this socket, and only that client can send on it.'

type Turn = {
  readonly draft: TurnDraft
  readonly rest: string
  readonly previous: string | null
  readonly text: string
  readonly rules: readonly Rule[]
}

function useTurn({ session, view }: Props): Turn {
  const draft = useTurnDraft(session.id)
  const gateway = useGateway()
  const previous = lastResponse(view)
  const said = openLog(session.id).whole(lastSaid(view))
  const suggested = useMemo(() => restOf(said), [said])
  const rest = draft.rest ?? suggested
  const text = useMemo(() => writeTurn(draft, rest, previous), [draft, rest, previous])
  const { flight } = session
  const { lockedName } = view
  const rules = useMemo(
    () => checkTurn(text, gateway, bridgeOf({ lockedName }, flight, gateway)),
    [text, gateway, lockedName, flight],
  )
  return { draft, rest, previous, text, rules }
}

function useGateway(): Gateway {
  const status = useStore((state) => state.status)
  const models = useStore((state) => state.models)
  return useMemo(
    () => ({
      profile: status?.profile ?? 'documented',
      bridge: status?.websocketBridge ?? false,
      models: models.map(({ id }) => id),
    }),
    [status, models],
  )
}

const TurnComposer = (props: Props) => {
  const { session, view } = props
  const turn = useTurn(props)
  const { draft, rest, text, rules } = turn
  const change = (part: Partial<TurnDraft>) => changeTurnDraft(session.id, part)
  const send = () => void sendTurn(session, text)
  const sendByKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    send()
  }
  const fails = rules.some(({ kind }) => kind === 'fails')
  return (
    <div className="turn-composer" onKeyDown={sendByKey}>
      <label htmlFor="turn-input">Input</label>
      <textarea
        id="turn-input"
        className="input text-box prose"
        rows={3}
        value={draft.input}
        placeholder="What the user says. Empty: the input of the JSON below."
        onChange={(event) => change({ input: event.target.value })}
      />
      <Chain turn={turn} onChange={change} />
      <label htmlFor="turn-rest">
        Rest of the message <span className="note">JSON</span>
      </label>
      <textarea
        id="turn-rest"
        className="input text-box mono"
        rows={Math.min(10, rest.split('\n').length)}
        value={rest}
        spellCheck={false}
        aria-invalid={parseBody(rest) === null}
        onChange={(event) => change({ rest: event.target.value })}
      />
      <RuleList
        rules={rules}
        onMend={({ apply }) => change({ rest: apply({ transport: 'websocket', body: rest }).body })}
      />
      <div className="turn-actions">
        <button type="button" className="button primary" onClick={send}>
          {fails ? 'Send anyway' : `Send turn ${view.turns.length + 1}`} <kbd>Ctrl Enter</kbd>
        </button>
        <button type="button" className="button" onClick={() => void closeSocket(session)}>
          <Icon name="close" size={12} /> Close socket
        </button>
      </div>
    </div>
  )
}

const chains = [
  { value: 'continue', label: 'Continue' },
  { value: 'fresh', label: 'Start fresh' },
] as const

type ChainProps = { readonly turn: Turn; readonly onChange: (part: Partial<TurnDraft>) => void }

const Chain = ({ turn: { draft, previous }, onChange }: ChainProps) => (
  <div className="turn-chain">
    <Segments
      label="Chain"
      small
      choices={chains}
      value={draft.isFresh || previous === null ? 'fresh' : 'continue'}
      onChange={(value) => onChange({ isFresh: value === 'fresh' })}
    />
    <span className="note ellipsis">
      {previous === null ? (
        'No turn of this socket was answered yet: there is nothing to continue.'
      ) : draft.isFresh ? (
        'Without previous_response_id.'
      ) : (
        <>
          previous_response_id <code>{previous}</code>
        </>
      )}
    </span>
  </div>
)
