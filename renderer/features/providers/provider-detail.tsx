import type { ProviderRow } from '#shared/contract/providers'
import { providers, useProviders } from '../../state/providers'
import { useStore } from '../../state/store'
import { Tabs } from '../../ui/choices'
import { formatCount } from '../../ui/format'
import { ConnectionPanel } from './connection-panel'
import { ModelsPanel } from './models-panel'

export const ProviderDetail = ({ provider }: { readonly provider: ProviderRow }) => {
  const tab = useProviders((state) => state.tab)
  const count = useStore(
    ({ models }) => models.filter((model) => model.providers.some(({ id }) => id === provider.id)).length,
  )
  return (
    <section className="pane" aria-label={provider.label}>
      <div className="bar">
        <h2 className="ellipsis">{provider.label}</h2>
        <code className="note ellipsis">{provider.id}</code>
        <span className="grow" />
        <Tabs
          label="Provider"
          panel="provider-panel"
          value={tab}
          onChange={(next) => providers.setState({ tab: next })}
          choices={[
            { value: 'connection', label: 'Connection' },
            { value: 'models', label: 'Models', count: formatCount(count) },
          ]}
        />
      </div>
      <div
        id="provider-panel"
        className="provider-panel"
        role="tabpanel"
        aria-label={tab === 'models' ? 'Models' : 'Connection'}
      >
        {tab === 'models' ? <ModelsPanel provider={provider} /> : <ConnectionPanel provider={provider} />}
      </div>
    </section>
  )
}
