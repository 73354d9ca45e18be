import { Combobox } from '@base-ui/react/combobox'
import type { ModelChoice } from '#shared/contract/commands'
import { useDraft } from '../../state/draft'
import { useStore } from '../../state/store'
import { Icon } from '../../ui/icons'
import { chooseModel } from './actions'
import { readModel } from './body'

/** Who would answer, in words: a provider without a key is simulated. */
function sayProviders({ providers }: ModelChoice): string {
  const names = providers.map((p) => `${p.id} ${p.available ? p.mode : 'unavailable'}`)
  return names.length === 0 ? 'no provider' : names.join(', ')
}

export const ModelPicker = () => {
  const models = useStore((state) => state.models)
  const model = useDraft((state) => readModel(state.body))
  const current = models.find((choice) => choice.id === model) ?? null
  return (
    <Combobox.Root
      items={models}
      value={current}
      onValueChange={(choice: ModelChoice | null) => {
        if (choice) chooseModel(choice.id)
      }}
      itemToStringLabel={(choice: ModelChoice) => choice.id}
      isItemEqualToValue={(a: ModelChoice, b: ModelChoice) => a.id === b.id}
    >
      <div className="input picker">
        <Combobox.Input className="mono" aria-label="Model" placeholder={model ?? 'Choose a model'} />
        <Combobox.Trigger className="picker-trigger" aria-label="Show models">
          <Icon name="chevronDown" size={12} />
        </Combobox.Trigger>
      </div>
      <Combobox.Portal>
        <Combobox.Positioner className="menu-place" align="start" sideOffset={4}>
          <Combobox.Popup className="menu">
            <Combobox.Empty className="menu-empty">
              No model of this name. You may still type it in the JSON.
            </Combobox.Empty>
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
