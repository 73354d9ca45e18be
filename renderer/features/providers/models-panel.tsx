// The models: those of one provider or of all, who has each of them, whether it can be asked now, and for how much.
import { useMemo, useState } from 'react'
import type { ModelChoice } from '#shared/contract/commands'
import type { ProviderRow } from '#shared/contract/providers'
import { sayReason } from '#shared/diagnostics/words'
import { useProviders } from '../../state/providers'
import { useStore } from '../../state/store'
import { Segments } from '../../ui/choices'
import { formatCost, formatCount, plural } from '../../ui/format'
import { Lamp } from '../../ui/lamp'
import { SearchInput } from '../../ui/search-input'
import { useWindow } from '../../ui/use-window'
import { refreshModels } from './actions'
import { sayRefresh } from './words'

type Scope = 'one' | 'all'
const rowHeight = 44

export const ModelsPanel = ({ provider }: { readonly provider: ProviderRow }) => {
  const models = useStore((state) => state.models)
  const [scope, setScope] = useState<Scope>('one')
  const [asked, setAsked] = useState('')
  const rows = useMemo(
    () => findModels(models, asked, scope === 'one' ? provider.id : null),
    [models, asked, scope, provider.id],
  )
  return (
    <>
      <div className="bar">
        <SearchInput label="Find a model" className="grow" value={asked} onChange={setAsked} />
        <Segments
          small
          label="Whose models"
          value={scope}
          choices={[
            { value: 'one', label: provider.label },
            { value: 'all', label: 'All' },
          ]}
          onChange={setScope}
        />
        <Refresh provider={provider} />
      </div>
      <Rows rows={rows} isEmpty={asked === ''} />
      <footer className="foot">
        <span>
          {rows.length === models.length
            ? plural(models.length, 'model')
            : `${formatCount(rows.length)} of ${plural(models.length, 'model')}`}
        </span>
        <span className="grow" />
        <span className="ellipsis">US dollars for a million tokens, in and out</span>
      </footer>
    </>
  )
}

/** Every word has to stand in its name, its id or the id of a provider that has it. */
export function findModels(models: readonly ModelChoice[], asked: string, provider: string | null): ModelChoice[] {
  const words = asked.toLowerCase().split(/\s+/)
  return models.filter(({ id, name, providers }) => {
    if (provider !== null && !providers.some((one) => one.id === provider)) return false
    const text = [id, name, ...providers.map((one) => one.id)].join(' ').toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

const Refresh = ({ provider: { id, mode } }: { readonly provider: ProviderRow }) => {
  const refreshed = useProviders((state) => state.refreshes.get(id))
  const canAsk = mode === 'live'
  const words = refreshed ? sayRefresh(refreshed) : ''
  return (
    <>
      <button
        type="button"
        className="button small"
        disabled={!canAsk || refreshed === null}
        title={canAsk ? 'Asks the provider which models it has' : 'Only a live provider can be asked'}
        onClick={() => void refreshModels(id)}
      >
        {refreshed === null ? 'Asking' : 'Refresh from provider'}
      </button>
      <span role="status" className={refreshed?.failed ? 'tone-bad ellipsis' : 'note ellipsis'} title={words}>
        {words}
      </span>
    </>
  )
}

const Rows = ({ rows, isEmpty }: { readonly rows: readonly ModelChoice[]; readonly isEmpty: boolean }) => {
  const { scroller, update, first, end } = useWindow(rows.length, rowHeight)
  return (
    <div
      ref={scroller}
      className="model-scroll"
      role="region"
      aria-label="Models"
      tabIndex={0}
      data-pane
      onScroll={update}
    >
      {rows.length === 0 && <p className="empty-note">{isEmpty ? 'It has no model here.' : 'No model matches.'}</p>}
      {rows.length > 0 && (
        <ul className="model-rows" style={{ height: rows.length * rowHeight }}>
          {rows.slice(first, end).map((model, offset) => (
            <li
              key={model.id}
              className="model-row"
              aria-setsize={rows.length}
              aria-posinset={first + offset + 1}
              style={{ transform: `translateY(${(first + offset) * rowHeight}px)` }}
            >
              <span className="model-title ellipsis">
                <code>{model.id}</code> <span className="note">{model.name}</span>
              </span>
              <span className="model-offers">
                {model.providers.map((offer) => (
                  <Offer key={offer.id} offer={offer} />
                ))}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

type OfferProps = { readonly offer: ModelChoice['providers'][number] }

const Offer = ({ offer: { id, mode, available, reason, price } }: OfferProps) => {
  const state = available ? mode : 'unavailable'
  const shape = available ? (mode === 'live' ? 'ok' : 'idle') : 'aborted'
  const why = reason === null ? state : `${state}: ${sayReason(reason)} (${reason})`
  return (
    <span className="model-offer" title={`${id} ${why}`}>
      <Lamp shape={shape} tone={available && mode === 'live' ? 'ok' : 'quiet'} />
      <code>{id}</code>
      <span className="note">{available ? mode : (reason ?? state)}</span>
      <span className="num">
        {price === null ? 'no price' : `${formatCost(String(price.input))} / ${formatCost(String(price.output))}`}
      </span>
    </span>
  )
}
