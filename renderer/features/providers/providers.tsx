// Providers: who can be asked, with which key, how they did of late, and which models they have.
import { selectedProvider, useProviders } from '../../state/providers'
import { ProviderDetail } from './provider-detail'
import { ProviderListPane } from './provider-list'
import { useFreshProviders } from './actions'

export const Providers = () => {
  useFreshProviders()
  const provider = useProviders(selectedProvider)
  return (
    <div className="providers-screen">
      <ProviderListPane />
      {provider === null ? (
        <p className="empty-note">Reading the providers.</p>
      ) : (
        <ProviderDetail key={`${provider.id} ${provider.origin}`} provider={provider} />
      )}
    </div>
  )
}
