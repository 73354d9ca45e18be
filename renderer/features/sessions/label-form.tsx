// The name, the tags and the note of the sessions that are meant: a strip below the list. Enter saves, Escape does not.
import { useId, useState, type KeyboardEvent } from 'react'
import { labelLimits } from '#shared/session/label'
import { labelOf } from '../../state/labels'
import { store } from '../../state/store'
import { plural } from '../../ui/format'
import { addTags, changeOf, problemOf, readForm, type LabelForm as Form } from './labelling'
import { labelSessions, meantIds } from './library'
import { TagInput } from './tag-input'

export type LabelField = 'name' | 'tags'

type Props = { readonly first: LabelField; readonly onClose: () => void }

const focusList = (): void => document.querySelector<HTMLElement>('[data-list]')?.focus()

/** The sessions are those that were meant when the form opened, whatever is selected meanwhile. */
function useForm() {
  const [ids] = useState(meantIds)
  const [before] = useState(() => readForm(ids.map((id) => labelOf(store.getState(), id))))
  const [form, setForm] = useState(before)
  return { ids, before, form, setForm }
}

export const LabelForm = ({ first, onClose }: Props) => {
  const { ids, before, form, setForm } = useForm()
  const [typed, setTyped] = useState('')
  const close = () => {
    onClose()
    focusList()
  }
  const after = addTags(form, typed, ids.length)
  const problem = problemOf(after)
  // What can be wrong was said before: nobody waits for the gateway, the next key is for the list again.
  const save = () => {
    if (problem !== null) return
    const change = changeOf(before, after, ids.length)
    if (change !== null) void labelSessions(ids, change)
    close()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && !event.shiftKey && !(event.target instanceof HTMLButtonElement)) save()
    else return
    event.preventDefault()
  }
  return (
    <form
      className="label-form"
      aria-label={ids.length === 1 ? 'Label of the session' : `Labels of ${plural(ids.length, 'session')}`}
      data-pane
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <TextField field="name" form={form} before={before} focused={first === 'name'} onChange={setForm} />
      <TagInput
        form={form}
        of={ids.length}
        typed={typed}
        focused={first === 'tags'}
        onTyped={setTyped}
        onChange={setForm}
      />
      <TextField field="note" form={form} before={before} focused={false} onChange={setForm} />
      {problem !== null && (
        <p className="tone-bad" role="alert">
          {problem}
        </p>
      )}
      <Buttons count={ids.length} disabled={problem !== null} onCancel={close} />
    </form>
  )
}

type ButtonsProps = { readonly count: number; readonly disabled: boolean; readonly onCancel: () => void }

const Buttons = ({ count, disabled, onCancel }: ButtonsProps) => (
  <div className="label-buttons">
    {count > 1 && <span className="note">{plural(count, 'session')}</span>}
    <span className="grow" />
    <button type="button" className="button small" onClick={onCancel}>
      Cancel
    </button>
    <button type="submit" className="button small primary" disabled={disabled}>
      Save <kbd>Enter</kbd>
    </button>
  </div>
)

type FieldProps = {
  readonly field: 'name' | 'note'
  readonly form: Form
  readonly before: Form
  readonly focused: boolean
  readonly onChange: (form: Form) => void
}

/** Named, so that it keeps its identity: a box is focused once, when it appears. */
const focusAll = (box: HTMLInputElement | HTMLTextAreaElement | null) => box?.select()

const hints = { name: 'What to call it', note: 'Shift+Enter for a new line' } as const

const TextField = ({ field, form, before, focused, onChange }: FieldProps) => {
  const id = useId()
  const shared = {
    id,
    className: 'input small',
    value: form[field] ?? '',
    ref: focused ? focusAll : null,
    placeholder: before[field] === null ? 'Not the same for all' : hints[field],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      onChange({ ...form, [field]: event.currentTarget.value }),
  }
  return (
    <>
      <label htmlFor={id}>{field === 'name' ? 'Name' : 'Note'}</label>
      {field === 'name' ? (
        <input {...shared} maxLength={labelLimits.name} autoComplete="off" />
      ) : (
        <textarea {...shared} maxLength={labelLimits.note} rows={2} />
      )}
    </>
  )
}
