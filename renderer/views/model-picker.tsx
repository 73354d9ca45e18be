import { Combobox } from '@base-ui/react/combobox'
import { useRef } from 'react'
import type { ModelChoice } from '#shared/contract/commands'
import { useStore } from '../state/store'
import { Icon } from '../ui/icons'

/** Who would answer, in words: a provider without a key is simulated. */
function sayProviders({ providers }: ModelChoice): string {
  const names = providers.map((p) => `${p.id} ${p.available ? p.mode : 'unavailable'}`)
  return names.length === 0 ? 'no provider' : names.join(', ')
}

type Props = {
  readonly model: string | null
  /** What is said when nothing matches. */
  readonly empty: string
  readonly onChoose: (id: string) => void
}

export const ModelPicker = ({ model, empty, onChoose }: Props) => {
  const models = useStore((state) => state.models)
  const box = useRef<HTMLDivElement>(null)
  return (
    <Combobox.Root
      items={models}
      value={models.find((choice) => choice.id === model) ?? null}
      onValueChange={(choice: ModelChoice | null) => {
        if (choice) onChoose(choice.id)
      }}
      itemToStringLabel={(choice: ModelChoice) => choice.id}
      isItemEqualToValue={(a: ModelChoice, b: ModelChoice) => a.id === b.id}
    >
      <div ref={box}>
        <Combobox.Trigger className="input picker-button" aria-label={`Model: ${model ?? 'none'}`}>
          <code className="grow ellipsis">{model ?? 'Choose a model'}</code>
          <Icon name="chevronDown" size={12} />
        </Combobox.Trigger>
      </div>
      <Combobox.Portal container={box}>
        <Combobox.Positioner className="menu-place" align="start" sideOffset={4}>
          <Combobox.Popup className="menu" aria-label="Models">
            <div className="input small menu-search">
              <Icon name="filter" size={12} />
              <Combobox.Input placeholder="Find a model" aria-label="Find a model" />
            </div>
            <Combobox.Empty className="menu-empty">{empty}</Combobox.Empty>
            <Combobox.List>
              {(choice: ModelChoice) => (
                <Combobox.Item key={choice.id} value={choice} className="menu-item two-lines">
                  <code>{choice.id}</code>
                  <span className="note">{sayProviders(choice)}</span>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  )
}
