// Where the user's own client gets this session again, and what to write there.
import { useId, useRef, useState } from 'react'
import { host } from '../../host/index'
import { findSession, useStore } from '../../state/store'
import { CopyButton } from '../../ui/copy-button'

type Props = { readonly id: string; readonly isEdited: boolean }

type Address = { readonly of: string; readonly baseUrl: string } | { readonly of: string; readonly problem: string }

const width = 460
const gap = 4

export const ClientPopover = ({ id, isEdited }: Props) => {
  const popover = useId()
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const [address, setAddress] = useState<Address | null>(null)
  const place = () => {
    const { bottom = 0, right = 0 } = button.current?.getBoundingClientRect() ?? {}
    panel.current?.style.setProperty('top', `${bottom + gap}px`)
    // From the right, where the button stays when the window is resized.
    panel.current?.style.setProperty('right', `${document.documentElement.clientWidth - right}px`)
  }
  const ask = () =>
    host
      .call('replay.address', { id })
      .then(({ baseUrl }) => setAddress({ of: id, baseUrl }))
      .catch((error: unknown) =>
        setAddress({ of: id, problem: error instanceof Error ? error.message : String(error) }),
      )
  return (
    <>
      <button ref={button} type="button" className="button small" popoverTarget={popover}>
        To your client
      </button>
      <div
        ref={panel}
        id={popover}
        className="client-popover"
        popover="auto"
        role="dialog"
        aria-label="To your own client"
        style={{ width }}
        onBeforeToggle={({ newState }) => {
          if (newState !== 'open') return
          place()
          void ask()
        }}
      >
        <h2>To your own client</h2>
        <p className="note">
          A client that asks here gets this session again, with the bytes and the timing of its recording. No provider
          is asked.
        </p>
        {isEdited && <p className="tone-warn">The tape as it was recorded. Save the edited one to serve it.</p>}
        {address?.of === id && <AddressRows address={address} />}
      </div>
    </>
  )
}

/** A session is played only over the transport it was recorded on, streamed or not. */
const AddressRows = ({ address }: { readonly address: Address }) => {
  const token = useStore((state) => state.status?.token ?? 'none')
  const transport = useStore((state) => findSession(state, address.of)?.transport)
  if ('problem' in address) return <p className="tone-bad">No address: {address.problem}</p>
  const { baseUrl } = address
  const client = `new OpenAI({ baseURL: ${JSON.stringify(baseUrl)}, apiKey: ${JSON.stringify(token)} })`
  if (transport === 'websocket') {
    return (
      <dl className="client-rows">
        <Row term="WebSocket" text={`${baseUrl.replace(/^http/, 'ws')}/responses/ws`} />
        <Row term="openai SDK" text={`new ResponsesWS(${client})`} />
      </dl>
    )
  }
  const body = transport === 'sse' ? '{"stream":true}' : '{}'
  const headers = `-H 'authorization: Bearer ${token}' -H 'content-type: application/json'`
  return (
    <dl className="client-rows">
      <Row term="Base URL" text={baseUrl} />
      <Row term="openai SDK" text={client} />
      <Row term="curl" text={`curl -sN ${baseUrl}/responses ${headers} -d '${body}'`} />
    </dl>
  )
}

const Row = ({ term, text }: { readonly term: string; readonly text: string }) => (
  <div>
    <dt>{term}</dt>
    <dd>
      <code className="ellipsis" title={text}>
        {text}
      </code>
      <CopyButton text={text} label={`Copy ${term}`} />
    </dd>
  </div>
)
