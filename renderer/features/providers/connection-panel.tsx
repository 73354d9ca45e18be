import { useMemo, type ReactNode } from 'react'
import type { ModelHealth, ProviderMode, ProviderRow } from '#shared/contract/providers'
import { readWeather } from '#shared/inspect/weather'
import { useStore } from '../../state/store'
import { Anchor } from '../../ui/anchor'
import { Segments } from '../../ui/choices'
import { dash, formatCount } from '../../ui/format'
import { Duration } from '../../ui/quantity'
import { setMode, showSessions } from './actions'
import { KeySection } from './key-section'
import { sayWeather, shownCalls, WeatherStrip } from './weather-strip'
import { isResting, modeLooks, sayBreaker, sayMode } from './words'

export const ConnectionPanel = ({ provider }: { readonly provider: ProviderRow }) => (
  <div className="provider-page" data-pane tabIndex={0} role="region" aria-label="Connection">
    <Mode provider={provider} />
    <KeySection provider={provider} />
    <Recent provider={provider} />
    {provider.health.length > 0 && <Health rows={provider.health} />}
    <Address provider={provider} />
  </div>
)

const Block = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="provider-block">
    <h3>{title}</h3>
    {children}
  </section>
)

const Mode = ({ provider }: { readonly provider: ProviderRow }) => {
  const { id, mode, modes } = provider
  const value: ProviderMode = mode === 'none' ? 'live' : mode
  return (
    <Block title="Mode">
      <div className="provider-line">
        <Segments
          label="Mode"
          value={value}
          choices={modes.map((choice) => ({ value: choice, label: modeLooks[choice].word }))}
          onChange={(next) => void setMode(id, next)}
        />
        <span className={mode === 'none' ? 'tone-warn' : 'note'}>{sayMode(provider)}</span>
      </div>
    </Block>
  )
}

const Recent = ({ provider: { id } }: { readonly provider: ProviderRow }) => {
  const sessions = useStore((state) => state.sessions)
  const weather = useMemo(() => readWeather(sessions, id, shownCalls), [sessions, id])
  const words = sayWeather(weather)
  return (
    <Block title="Weather">
      <div className="provider-line">
        <WeatherStrip weather={weather} label={words} />
        {weather.calls.length > 0 && (
          <button type="button" className="button small" onClick={() => showSessions(id)}>
            Show its sessions
          </button>
        )}
      </div>
      <p className="note" aria-hidden="true">
        {words}
      </p>
      {weather.calls.length > 0 && (
        <ul className="weather-legend note" aria-label="Legend of the weather">
          <li>
            <i className="call-key call-key-answered" /> answered, taller is slower
          </li>
          <li>
            <i className="call-key call-key-broken" /> broke off
          </li>
          <li>
            <i className="call-key call-key-failed" /> failed
          </li>
          <li>
            <i className="call-key call-key-simulated" /> hollow: simulated
          </li>
        </ul>
      )}
    </Block>
  )
}

const Health = ({ rows }: { readonly rows: readonly ModelHealth[] }) => (
  <Block title="Health">
    <table className="health">
      <thead>
        <tr>
          <th scope="col">Model</th>
          <th scope="col">Breaker</th>
          <th scope="col" className="num">
            Success
          </th>
          <th scope="col" className="num">
            Latency
          </th>
          <th scope="col" className="num">
            Calls
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.model}>
            <td>
              <code>{row.model}</code>
            </td>
            <td className={isResting(row) ? 'tone-warn' : ''}>{sayBreaker(row)}</td>
            <td className="num">{row.successRate === null ? dash : `${Math.round(row.successRate * 100)} %`}</td>
            <td className="num">
              <Duration ms={row.latencyMs} />
            </td>
            <td className="num">{formatCount(row.observations)}</td>
          </tr>
        ))}
      </tbody>
    </table>
    <p className="note">Since Gatescope started; success of the last five minutes. Routing decides by these numbers.</p>
  </Block>
)

const Address = ({ provider: { baseUrl, adapter, docs } }: { readonly provider: ProviderRow }) => (
  <Block title="Address">
    <dl className="provider-facts">
      <dt className="note">Base URL</dt>
      <dd>
        <code>{baseUrl === '' ? dash : baseUrl}</code>
      </dd>
      <dt className="note">Adapter</dt>
      <dd>
        <code>{adapter ?? dash}</code>
      </dd>
      {docs !== null && (
        <>
          <dt className="note">Documents</dt>
          <dd>
            <Anchor address={docs}>{docs}</Anchor>
          </dd>
        </>
      )}
    </dl>
  </Block>
)
