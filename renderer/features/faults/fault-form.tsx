// Adds a fault. Kinds and fields are those of the gateway's table; nothing here knows one by name.
import { useId, useState, type FormEvent, type ReactNode } from 'react'
import type { FaultList, GatewayStatus } from '#shared/contract/commands'
import type { FaultKind } from '#shared/fault/kind'
import { useStore } from '../../state/store'
import { Fold } from '../../ui/fold'
import { addFault, type Refusal } from './active'
import { formOf, groupKinds, isOfGateway, readFault, type FaultField, type Typed } from './fault-fields'

const none: GatewayStatus['providers'] = []

/** More fields than this are for whoever wants them. */
const fewFields = 6

export const FaultForm = ({ list: { kinds, schema } }: { readonly list: FaultList }) => {
  const providers = useStore((state) => state.status?.providers ?? none)
  const [name, setName] = useState(kinds[0]?.name ?? '')
  const [chosen, setProvider] = useState<string | null>(null)
  const [typed, setTyped] = useState<Typed>({})
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [added, setAdded] = useState(0)
  const provider = chosen ?? providers[0]?.id ?? ''
  const kind = kinds.find((one) => one.name === name)
  if (!kind) return null
  const form = formOf(kind, schema)
  const add = async (event: FormEvent) => {
    event.preventDefault()
    const reading = readFault(kind, form, typed, provider)
    const refused = 'problem' in reading ? reading.problem : await addFault(reading.fault)
    setRefusal(refused)
    if (refused === null) setAdded(added + 1)
  }
  const type = (field: string, text: string) => setTyped({ ...typed, [field]: text })
  const told = { typed, refusal, onType: type }
  return (
    <form className="pane fault-form" aria-label="Add a fault" data-pane onSubmit={(event) => void add(event)}>
      <div className="fault-rows">
        <KindSelect kinds={kinds} name={name} onChange={setName} />
        <p className="fault-does">{kind.does}</p>
        {!isOfGateway(kind) && <WhomSelect providers={providers} id={provider} onChange={setProvider} />}
        {form.own.length > fewFields ? (
          <Fold title="Fields of the answer" note={String(form.own.length)}>
            <Fields fields={form.own} {...told} />
          </Fold>
        ) : (
          <Fields fields={form.own} {...told} />
        )}
        <h2>When</h2>
        <Fields fields={form.when} {...told} />
      </div>
      <footer className="fault-foot">
        <button type="submit" className="button primary">
          Add fault
        </button>
        <span role="status" className={refusal ? 'tone-bad' : 'note'}>
          {refusal ? `Not added. ${refusal.message}` : added > 0 ? 'Added.' : ''}
        </span>
      </footer>
    </form>
  )
}

type KindProps = {
  readonly kinds: readonly FaultKind[]
  readonly name: string
  readonly onChange: (name: string) => void
}

const KindSelect = ({ kinds, name, onChange }: KindProps) => (
  <Select label="What goes wrong" value={name} onChange={onChange}>
    {[...groupKinds(kinds)].map(([places, some]) => (
      <optgroup key={places} label={places}>
        {some.map((kind) => (
          <option key={kind.name} value={kind.name}>
            {kind.title}
          </option>
        ))}
      </optgroup>
    ))}
  </Select>
)

type WhomProps = {
  readonly providers: GatewayStatus['providers']
  readonly id: string
  readonly onChange: (id: string) => void
}

const WhomSelect = ({ providers, id, onChange }: WhomProps) => (
  <Select label="At whom" value={id} onChange={onChange}>
    {providers.map((provider) => (
      <option key={provider.id} value={provider.id}>
        {provider.label}, {provider.mode}
      </option>
    ))}
  </Select>
)

type SelectProps = {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly children: ReactNode
}

const Select = ({ label, value, onChange, children }: SelectProps) => (
  <label className="fault-row">
    <span>{label}</span>
    <select className="select" tabIndex={0} value={value} onChange={(event) => onChange(event.target.value)}>
      {children}
    </select>
  </label>
)

type FieldsProps = {
  readonly fields: readonly FaultField[]
  readonly typed: Typed
  readonly refusal: Refusal | null
  readonly onType: (field: string, text: string) => void
}

const Fields = ({ fields, typed, refusal, onType }: FieldsProps) =>
  fields.map((field) => (
    <FieldRow
      key={field.name}
      field={field}
      text={typed[field.name] ?? ''}
      isWrong={refusal?.field === field.name}
      onType={(text) => onType(field.name, text)}
    />
  ))

type FieldRowProps = {
  readonly field: FaultField
  readonly text: string
  readonly isWrong: boolean
  readonly onType: (text: string) => void
}

const FieldRow = ({ field: { name, doc, control, fallback }, text, isWrong, onType }: FieldRowProps) => {
  const id = useId()
  const shared = { id, value: text, 'aria-invalid': isWrong, 'aria-describedby': `${id}-doc` }
  const hint = fallback === '' ? 'Not set' : fallback
  return (
    <div className="fault-row">
      <label htmlFor={id}>
        <code>{name}</code>
      </label>
      {control.kind === 'choice' ? (
        <select {...shared} className="select" onChange={(event) => onType(event.target.value)}>
          <option value="">{hint}</option>
          {control.values.map((value) => (
            <option key={value}>{value}</option>
          ))}
        </select>
      ) : (
        <div className="input" aria-invalid={isWrong}>
          <input
            {...shared}
            className="mono"
            placeholder={control.kind === 'json' ? `${hint} (JSON)` : hint}
            inputMode={control.kind === 'number' ? 'decimal' : 'text'}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => onType(event.target.value)}
          />
        </div>
      )}
      <span id={`${id}-doc`} className="fault-doc">
        {doc}
      </span>
    </div>
  )
}
