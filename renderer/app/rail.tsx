import { store, useStore, type Screen } from '../state/store'
import { Icon } from '../ui/icons'

const items = [
  { screen: 'live', icon: 'live', word: 'Live', key: '1' },
  { screen: 'compose', icon: 'compose', word: 'Compose', key: '2' },
  { screen: 'diagnose', icon: 'diagnose', word: 'Diagnose', key: '3' },
  { screen: 'faults', icon: 'warning', word: 'Faults', key: '4' },
  { screen: 'providers', icon: 'providers', word: 'Providers', key: '5' },
] as const satisfies readonly { readonly screen: Screen; readonly [field: string]: string }[]

export const Rail = () => {
  const current = useStore((state) => state.screen)
  return (
    <nav className="rail" aria-label="Screens">
      {items.map(({ screen, icon, word, key }) => (
        <button
          key={screen}
          type="button"
          aria-current={screen === current ? 'page' : undefined}
          aria-keyshortcuts={`Control+${key}`}
          title={`${word} (Ctrl+${key})`}
          onClick={() => store.setState({ screen })}
        >
          <Icon name={icon} />
          {word}
        </button>
      ))}
    </nav>
  )
}
