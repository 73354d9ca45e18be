import { useMemo, type KeyboardEvent } from 'react'
import type { ProviderRow } from '#shared/contract/providers'
import { readWeather } from '#shared/inspect/weather'
import { selectedProvider, useProviders } from '../../state/providers'
import { useStore } from '../../state/store'
import { SimTag, Tag } from '../../ui/badges'
import { Lamp } from '../../ui/lamp'
import { Duration } from '../../ui/quantity'
import { selectProvider } from './actions'
import { GatewayFacts } from './gateway-facts'
import { sayWeather, shownCalls, WeatherStrip } from './weather-strip'
import { isResting, modeLooks, sayKeychain, sayList, shortKey } from './words'

export const ProviderListPane = () => {
  const list = useProviders((state) => state.list)
  return (
    <section className="pane providers" aria-label="Providers">
      <div className="bar">
        <h1>Providers</h1>
        {list && <span className="note ellipsis">{sayList(list)}</span>}
      </div>
      <Rows rows={list?.providers ?? []} />
      <GatewayFacts />
      <footer className="foot">
        {list && (
          <span className={list.storage.kind === 'plain' ? 'tone-warn ellipsis' : 'ellipsis'}>
            {list.storage.kind === 'keychain'
              ? `Keys can be kept in ${sayKeychain(list.storage)}`
              : 'No keychain here: keys are held until Gatescope closes'}
          </span>
        )}
      </footer>
    </section>
  )
}

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }

function moveTo(key: string, from: number, count: number): number | null {
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  const step = steps[key]
  return step === undefined ? null : Math.min(count - 1, Math.max(0, from + step))
}

const Rows = ({ rows }: { readonly rows: readonly ProviderRow[] }) => {
  const selectedId = useProviders((state) => selectedProvider(state)?.id ?? null)
  const at = rows.findIndex(({ id }) => id === selectedId)
  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.ctrlKey || event.metaKey || event.altKey ? null : moveTo(event.key, at, rows.length)
    const row = target === null ? undefined : rows[target]
    if (!row) return
    event.preventDefault()
    selectProvider(row.id)
    document.getElementById(`provider-${row.id}`)?.scrollIntoView({ block: 'nearest' })
  }
  return (
    <div
      className="provider-rows"
      role="listbox"
      aria-label="Providers"
      aria-activedescendant={selectedId === null ? undefined : `provider-${selectedId}`}
      tabIndex={0}
      data-pane
      data-list
      data-start
      onKeyDown={onKeyDown}
    >
      {rows.map((row) => (
        <Row key={row.id} row={row} selected={row.id === selectedId} />
      ))}
    </div>
  )
}

const Row = ({ row, selected }: { readonly row: ProviderRow; readonly selected: boolean }) => {
  const sessions = useStore((state) => state.sessions)
  const weather = useMemo(() => readWeather(sessions, row.id, shownCalls), [sessions, row.id])
  const { word, lamp, tone } = modeLooks[row.mode]
  const resting = row.health.some(isResting)
  return (
    <div
      id={`provider-${row.id}`}
      role="option"
      aria-selected={selected}
      className="provider-row"
      onClick={() => selectProvider(row.id)}
    >
      <span className="provider-lamp" title={word}>
        <Lamp shape={lamp} tone={tone} />
      </span>
      <span className="provider-name">
        <b className="ellipsis">{row.label}</b>
        {row.mode === 'simulated' ? <SimTag /> : row.mode !== 'live' && <Tag>{word}</Tag>}
        {(row.mode === 'live' || row.mode === 'simulated') && <span className="unseen">{word}</span>}
        {resting && (
          <Tag tone="warn" title="Its breaker is open">
            resting
          </Tag>
        )}
      </span>
      <WeatherStrip weather={weather} label={null} />
      <span className="provider-key note ellipsis">{shortKey(row)}</span>
      <span className="num provider-median">
        <Duration ms={weather.medianMs} />
      </span>
      <span className="unseen">{sayWeather(weather)}</span>
    </div>
  )
}
