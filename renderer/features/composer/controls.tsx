// One control for each kind of value. What is typed is written to the document as it is, right or wrong: the row says what
// is wrong with it. Empty means not there.
import { useState } from 'react'
import { Segments } from '../../ui/choices'
import type { FormField } from './fields'

type Props = {
  readonly id: string
  readonly field: FormField
  /** Undefined when the document does not have it. */
  readonly value: unknown
  readonly invalid: boolean
  readonly onChange: (value: unknown) => void
}

export const spell = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)

const hint = ({ fallback, example }: FormField): string =>
  fallback !== null ? `Default ${fallback}` : example !== null ? `Not set, e.g. ${example}` : 'Not set'

export const Control = (props: Props) => {
  const { field, value, onChange } = props
  const { control } = field
  if (control.kind === 'flag') return <Choice {...props} values={['true', 'false']} read={(text) => text === 'true'} />
  if (control.kind === 'choice') return <Choice {...props} values={control.values} read={(text) => text} />
  if (control.kind === 'number') return <Typed {...props} read={readNumber} />
  if (control.kind === 'texts') return <Typed {...props} read={readTexts} shown={sayTexts(value)} />
  if (control.kind === 'json') return <JsonBox {...props} />
  if (field.wire === 'instructions') return <LongText {...props} onChange={onChange} />
  return <Typed {...props} read={(text) => text} />
}

const readNumber = (text: string): unknown => (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : text)
const readTexts = (text: string): unknown =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
const sayTexts = (value: unknown): string =>
  Array.isArray(value) && value.every((part) => typeof part === 'string') ? value.join(', ') : spell(value)

type TypedProps = Props & { readonly read: (text: string) => unknown; readonly shown?: string }

/** While it is typed the text stays as it is typed: "1." is on its way to "1.5". */
const Typed = ({ id, field, value, invalid, onChange, read, shown = spell(value) }: TypedProps) => {
  const [typed, setTyped] = useState<string | null>(null)
  const write = (text: string) => {
    setTyped(text)
    onChange(text === '' ? undefined : read(text))
  }
  return (
    <div className="input" aria-invalid={invalid}>
      <input
        id={id}
        className="mono"
        value={typed ?? shown}
        placeholder={hint(field)}
        aria-invalid={invalid}
        aria-describedby={`${id}-doc`}
        inputMode={field.control.kind === 'number' ? 'decimal' : 'text'}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => write(event.target.value)}
        onBlur={() => setTyped(null)}
      />
    </div>
  )
}

const LongText = ({ id, field, value, invalid, onChange }: Props) => (
  <textarea
    id={id}
    className="input text-box"
    rows={2}
    value={spell(value)}
    placeholder={hint(field)}
    aria-invalid={invalid}
    aria-describedby={`${id}-doc`}
    onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
  />
)

type ChoiceProps = Props & { readonly values: readonly string[]; readonly read: (text: string) => unknown }

const fewLetters = 34

/** A few short words stand side by side; more are a list. */
const Choice = ({ id, field, value, invalid, onChange, values, read }: ChoiceProps) => {
  const now = value === undefined ? '' : String(spell(value))
  if (values.length <= 5 && values.join('').length <= fewLetters) {
    return (
      <div className="choice-line">
        <Segments
          label={field.wire}
          small
          choices={values.map((one) => ({ value: one, label: one }))}
          value={now}
          onChange={(one) => onChange(read(one))}
        />
        {now === '' ? (
          <span className="note ellipsis">{hint(field)}</span>
        ) : (
          !values.includes(now) && <code className="tone-bad ellipsis">{now}</code>
        )}
      </div>
    )
  }
  return (
    <select
      id={id}
      className="select"
      value={now}
      aria-label={`${field.label}, ${field.wire}`}
      aria-invalid={invalid}
      aria-describedby={`${id}-doc`}
      onChange={(event) => onChange(event.target.value === '' ? undefined : read(event.target.value))}
    >
      <option value="">{hint(field)}</option>
      {now !== '' && !values.includes(now) && <option value={now}>{now}</option>}
      {values.map((one) => (
        <option key={one} value={one}>
          {one}
        </option>
      ))}
    </select>
  )
}

type JsonBoxProps = Pick<Props, 'id' | 'value' | 'invalid' | 'onChange'> & {
  readonly label?: string
  readonly field?: FormField
  readonly rows?: number
}

/** `over` is the value it was left on, half-written; null while it is being typed. */
type HalfWritten = { readonly text: string; readonly over: string | null }

/**
 * JSON of any shape. Half-written, it stays in the box and out of the document, as long as the box shows the value it was
 * written for: over another one it would overwrite that.
 */
export const JsonBox = ({ id, field, value, invalid, onChange, label, rows = 1 }: JsonBoxProps) => {
  const [typed, setTyped] = useState<HalfWritten | null>(null)
  const shown = value === undefined ? '' : JSON.stringify(value, null, 2)
  const text = typed === null || (typed.over !== null && typed.over !== shown) ? shown : typed.text
  const broken = text.trim() !== '' && !isJson(text)
  const write = (next: string) => {
    setTyped({ text: next, over: null })
    if (next.trim() === '') onChange(undefined)
    else if (isJson(next)) onChange(JSON.parse(next))
  }
  return (
    <>
      <textarea
        id={id}
        className="input text-box mono"
        rows={Math.min(10, Math.max(rows, text.split('\n').length))}
        value={text}
        placeholder={field ? `${hint(field)} (JSON)` : 'JSON'}
        aria-label={label}
        aria-invalid={invalid || broken}
        aria-describedby={field ? `${id}-doc` : undefined}
        spellCheck={false}
        onChange={(event) => write(event.target.value)}
        onBlur={() => setTyped(broken ? { text, over: shown } : null)}
      />
      {broken && <p className="field-error">Not JSON yet: the document keeps the last whole value.</p>}
    </>
  )
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
