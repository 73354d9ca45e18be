import { useEffect, useState, type ReactNode } from 'react'
import { useStore } from '../../state/store'
import { SimTag } from '../../ui/badges'
import { Tabs } from '../../ui/choices'
import { CopyButton } from '../../ui/copy-button'
import { Lamp } from '../../ui/lamp'
import { SnippetCode } from '../../views/snippet-code'
import { languages, writeSnippet, type Language } from '../../views/snippets'
import { openComposer, sendSimulated } from './actions'

/** The key of this screen works wherever the focus is, also when it is nowhere. */
function listenForKeys(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void sendSimulated()
  }
  document.addEventListener('keydown', onKeyDown)
  return () => document.removeEventListener('keydown', onKeyDown)
}

export const FirstRun = () => {
  const status = useStore((state) => state.status)
  const address = status?.gateway ?? ''
  const token = status?.token ?? null
  useEffect(listenForKeys, [])
  return (
    <section className="first-run" aria-label="First run">
      <IdleTrace address={address} />
      <div className="first-page" data-pane tabIndex={0} role="region" aria-label="Ways to begin">
        <h1>Two ways to begin</h1>
        <p className="first-lead">Neither needs a provider key, an account or a network.</p>
        <Way
          number={1}
          title="Point your client here"
          text="Two values change in your code. Everything it sends and receives shows up in Live."
        >
          <Snippet address={address} token={token ?? 'none'} />
          <div className="first-values">
            <Value label="Address" text={address} />
            {token === null ? (
              <p className="help">This gateway runs without a token: any key is accepted.</p>
            ) : (
              <>
                <Value label="Token" text={token} />
                <p className="help">Made on this machine and kept in the data folder, readable only by you.</p>
              </>
            )}
          </div>
        </Way>
        <Way
          number={2}
          title="Send a simulated request"
          text="A ready request with reasoning, a tool call, one failed attempt and a fallback."
        >
          <div className="first-buttons">
            <button type="button" className="button primary" onClick={() => void sendSimulated()}>
              Send simulated request <kbd>Ctrl Enter</kbd>
            </button>
            <button type="button" className="button" onClick={openComposer}>
              Choose a scenario
            </button>
            <span className="note">{sayScenarios(status?.scenarios ?? [])}</span>
          </div>
        </Way>
        <div className="way">
          <span />
          <div className="way-words row">
            <SimTag /> <b>means simulated</b>
          </div>
          <p className="way-prose">
            A provider without a key is answered by the built-in simulator. Its sessions carry this badge and the header{' '}
            <code>x-gatescope-simulated: true</code>, and cost nothing. Nothing leaves this machine.
          </p>
        </div>
      </div>
    </section>
  )
}

function sayScenarios(scenarios: readonly { readonly name: string }[]): string {
  const named = scenarios.slice(0, 3).map(({ name }) => name)
  const more = scenarios.length - named.length
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

const IdleTrace = ({ address }: { readonly address: string }) => (
  <div className="idle-trace">
    <svg aria-hidden="true">
      {Array.from({ length: 10 }, (_, i) => (
        <line key={i} className="grat" x1={`${i * 10}%`} x2={`${i * 10}%`} y1="0" y2="100%" />
      ))}
      {[0.25, 0.5, 0.75].map((y) => (
        <line key={y} className="grat" x1="0" x2="100%" y1={`${y * 100}%`} y2={`${y * 100}%`} />
      ))}
      {Array.from({ length: 50 }, (_, i) => (
        <line
          key={i}
          className="tick"
          x1={`${i * 2}%`}
          x2={`${i * 2}%`}
          y1={i % 5 === 0 ? 62 : 64}
          y2={i % 5 === 0 ? 70 : 68}
        />
      ))}
      <line className="trace" x1="0" x2="100%" y1="50%" y2="50%" />
      <path className="trace-mark" d="M0 60l8 6-8 6z" />
    </svg>
    <p className="idle-words" role="status">
      <Lamp shape="streaming" tone="info" live />
      <b>Waiting for the first request</b>
      <code>{address}</code>
    </p>
    <code className="idle-scale">200 ms/div</code>
  </div>
)

type WayProps = {
  readonly number: number
  readonly title: string
  readonly text: string
  readonly children: ReactNode
}

const Way = ({ number, title, text, children }: WayProps) => (
  <div className="way">
    <span className={number === 1 ? 'way-number first' : 'way-number'} aria-hidden="true">
      {number}
    </span>
    <div className="way-words">
      <h2>{title}</h2>
      <p>{text}</p>
    </div>
    <div className="way-body">{children}</div>
  </div>
)

const firstBody = JSON.stringify({ model: 'simulator/fallback', input: 'Hello', stream: true })

const Snippet = ({ address, token }: { readonly address: string; readonly token: string }) => {
  const [language, setLanguage] = useState<Language>('ts')
  const text = writeSnippet(language, { address, token, transport: 'sse', body: firstBody }) ?? ''
  return (
    <div className="snippet">
      <div className="bar">
        <Tabs label="Language" choices={languages} value={language} onChange={setLanguage} panel="snippet" />
        <span className="grow" />
        <CopyButton text={text} label="Copy snippet" word="Copy" />
      </div>
      <SnippetCode id="snippet" label={languages.find((l) => l.value === language)?.label ?? ''} text={text} />
    </div>
  )
}

const Value = ({ label, text }: { readonly label: string; readonly text: string }) => (
  <div className="first-value">
    <span>{label}</span>
    <div className="input">
      <code className="grow ellipsis">{text}</code>
      <CopyButton text={text} label={`Copy ${label.toLowerCase()}`} />
    </div>
  </div>
)
