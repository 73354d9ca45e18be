// The key of one provider: where the one it has comes from, another one typed, and what the provider says to it. What is typed
// lives in this form until it is saved, and goes to the gateway alone.
import { useState, type FormEvent } from 'react'
import type { KeyStorage, ProviderRow } from '#shared/contract/providers'
import { useProviders } from '../../state/providers'
import { Segments } from '../../ui/choices'
import { Icon } from '../../ui/icons'
import { Lamp } from '../../ui/lamp'
import { forgetKey, saveKey, testKey } from './actions'
import { readTest, sayKeeping, sayKey } from './words'

const noStorage: KeyStorage = { kind: 'session', name: null }

export const KeySection = ({ provider }: { readonly provider: ProviderRow }) => {
  const { id, credential, key, origin, strayKeyOrigin } = provider
  const storage = useProviders((state) => state.list?.storage ?? noStorage)
  const isGiven = key === 'kept' || key === 'session' || strayKeyOrigin !== null
  const testing = useProviders((state) => state.tests.get(id) === null)
  return (
    <section className="provider-block">
      <h3>Key</h3>
      <div className="provider-line">
        <span>{sayKey(provider, storage)}</span>
        {credential === 'key' && key !== null && (
          <button type="button" className="button small" disabled={testing} onClick={() => void testKey(id)}>
            Test key
          </button>
        )}
        {isGiven && (
          <button type="button" className="button small" onClick={() => void forgetKey(id)}>
            <Icon name="close" size={12} /> Forget key
          </button>
        )}
      </div>
      {strayKeyOrigin !== null && (
        <p className="tone-warn">
          A key was given for {strayKeyOrigin}. This provider is elsewhere now and does not get it.
        </p>
      )}
      {credential === 'key' && origin !== null && <KeyForm provider={provider} storage={storage} />}
      <TestResult id={id} />
    </section>
  )
}

type FormProps = { readonly provider: ProviderRow; readonly storage: KeyStorage }
type Keeping = 'kept' | 'session'

const KeyForm = ({ provider, storage }: FormProps) => {
  const [key, setKey] = useState('')
  const [shown, setShown] = useState(false)
  const [keeping, setKeeping] = useState<Keeping>(storage.kind === 'keychain' ? 'kept' : 'session')
  const [problem, setProblem] = useState<string | null>(null)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (key.trim() === '') return
    const typed = key
    setKey('')
    setShown(false)
    const refused = await saveKey(provider, typed, keeping === 'kept')
    setProblem(refused)
    // What was refused is there to be mended.
    if (refused !== null) setKey(typed)
  }
  return (
    <form className="key-form" onSubmit={(event) => void save(event)}>
      <div className="provider-line">
        <KeyInput provider={provider} value={key} shown={shown} isWrong={problem !== null} onChange={setKey} />
        <button
          type="button"
          className="button"
          aria-pressed={shown}
          aria-label="Show the typed key"
          onClick={() => setShown(!shown)}
        >
          {shown ? 'Hide' : 'Show'}
        </button>
        <button type="submit" className="button primary" disabled={key.trim() === ''}>
          Save and test
        </button>
      </div>
      <div className="provider-line">
        {storage.kind !== 'session' && (
          <Segments
            small
            label="How long it is kept"
            value={keeping}
            choices={[
              { value: 'session', label: 'Until Gatescope closes' },
              { value: 'kept', label: storage.kind === 'plain' ? 'In a file, unprotected' : 'In the keychain' },
            ]}
            onChange={setKeeping}
          />
        )}
        <span className={storage.kind === 'plain' ? 'tone-warn' : 'note'}>{sayKeeping(storage)}</span>
      </div>
      <p id="key-problem" className="tone-bad" role="alert">
        {problem}
      </p>
    </form>
  )
}

type InputProps = {
  readonly provider: ProviderRow
  readonly value: string
  readonly shown: boolean
  readonly isWrong: boolean
  readonly onChange: (value: string) => void
}

const KeyInput = ({ provider, value, shown, isWrong, onChange }: InputProps) => (
  <label className="input grow key-input" aria-invalid={isWrong}>
    <span className="note">{provider.key === null ? 'Key' : 'New key'}</span>
    <input
      className="mono"
      type={shown ? 'text' : 'password'}
      value={value}
      placeholder={`for ${provider.origin ?? ''}, and sent nowhere else`}
      spellCheck={false}
      autoComplete="off"
      aria-invalid={isWrong}
      aria-describedby="key-problem"
      onChange={(event) => onChange(event.target.value)}
    />
  </label>
)

const TestResult = ({ id }: { readonly id: string }) => {
  const test = useProviders((state) => state.tests.get(id))
  return (
    <p className="provider-line key-test" role="status">
      {test === null && (
        <>
          <Lamp shape="streaming" tone="info" live /> Asking the provider for its models.
        </>
      )}
      {test && (
        <>
          <Lamp shape={readTest(test).lamp} tone={readTest(test).tone} />
          <span className={`tone-${readTest(test).tone}`}>{readTest(test).word}</span>
        </>
      )}
    </p>
  )
}
