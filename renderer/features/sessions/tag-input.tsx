import { useId, useMemo, type KeyboardEvent } from 'react'
import { useStore } from '../../state/store'
import { Icon } from '../../ui/icons'
import { addTags, knownTags, removeTag, type LabelForm } from './labelling'

type Props = {
  readonly form: LabelForm
  /** How many sessions are labelled. */
  readonly of: number
  readonly typed: string
  readonly focused: boolean
  readonly onTyped: (text: string) => void
  readonly onChange: (form: LabelForm) => void
}

const focusOnce = (box: HTMLInputElement | null) => box?.focus()

/** Tags as chips, and a box for one more. A comma ends a tag; Backspace in an empty box takes the last one away. */
export const TagInput = ({ form, of, typed, focused, onTyped, onChange }: Props) => {
  const id = useId()
  const labels = useStore((state) => state.labels)
  const known = useMemo(() => knownTags(labels), [labels])
  const add = (text: string) => {
    onChange(addTags(form, text, of))
    onTyped('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const last = form.tags.at(-1)
    if (event.key === ',') add(typed)
    else if (event.key === 'Backspace' && typed === '' && last) onChange(removeTag(form, last.tag))
    else return
    event.preventDefault()
  }
  return (
    <>
      <label htmlFor={id}>Tags</label>
      <div className="tag-input input small">
        {form.tags.map(({ tag, count }) => (
          <button
            key={tag}
            type="button"
            className="session-tag"
            aria-label={`Remove tag ${tag}`}
            title={count < of ? `${tag}: ${count} of ${of} have it` : tag}
            onClick={() => onChange(removeTag(form, tag))}
          >
            {tag}
            {count < of && <span className="note">{`${count}/${of}`}</span>}
            <Icon name="close" size={11} />
          </button>
        ))}
        <input
          id={id}
          ref={focused ? focusOnce : null}
          value={typed}
          list={`${id}-known`}
          maxLength={500}
          autoComplete="off"
          placeholder={form.tags.length === 0 ? 'regression, customer 118' : ''}
          onChange={(event) =>
            event.target.value.endsWith(',') ? add(event.target.value) : onTyped(event.target.value)
          }
          onKeyDown={onKeyDown}
        />
        <datalist id={`${id}-known`}>
          {known
            .filter((tag) => !form.tags.some((had) => had.tag === tag && had.count === of))
            .map((tag) => (
              <option key={tag} value={tag} />
            ))}
        </datalist>
      </div>
    </>
  )
}
