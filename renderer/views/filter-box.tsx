// The one filter box: the session list and the event viewer ask in the same language and show their terms alike.
import { formatFilter, formatTerm } from '#shared/inspect/filter/format'
import { amountFields, filterNotes, wordFields, type ParsedFilter, type Subject } from '#shared/inspect/filter/language'
import { Icon } from '../ui/icons'

type BoxProps = {
  readonly id: string
  readonly label: string
  readonly placeholder: string
  readonly subject: Subject
  readonly value: string
  readonly parsed: ParsedFilter
  readonly onChange: (value: string) => void
}

export const FilterBox = ({ id, label, placeholder, subject, value, parsed, onChange }: BoxProps) => (
  <label className="input small filter-box" title={sayLanguage(subject)} aria-invalid={parsed.errors.length > 0}>
    <Icon name="filter" size={12} />
    <input
      id={id}
      type="search"
      value={value}
      placeholder={placeholder}
      aria-label={label}
      aria-invalid={parsed.errors.length > 0}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || value === '') return
        event.preventDefault()
        onChange('')
      }}
    />
  </label>
)

type ChipsProps = {
  readonly subject: Subject
  readonly value: string
  readonly parsed: ParsedFilter
  /** How much is left, as in `12 of 91 events`. */
  readonly left: string
  readonly onChange: (value: string) => void
}

/** What was understood, term by term, and what was not. Nothing while there is no filter. */
export const FilterChips = ({ subject, value, parsed, left, onChange }: ChipsProps) => {
  const { filter, errors } = parsed
  if (value.trim() === '') return null
  return (
    <div className="filter-chips">
      {filter.map((term, index) => (
        <button
          key={index}
          type="button"
          className="filter-chip"
          aria-label={`Remove ${formatTerm(term)}`}
          onClick={() => onChange(formatFilter(filter.filter((other) => other !== term)))}
        >
          {formatTerm(term)}
          <Icon name="close" size={11} />
        </button>
      ))}
      {errors.map(({ at, end, message }) => (
        <span key={at} className="filter-error" role="alert">
          <code>{value.slice(at, end)}</code> {message}
        </span>
      ))}
      {filterNotes(filter, subject).map((note) => (
        <span key={note} className="note">
          {note}
        </span>
      ))}
      <span className="grow" />
      <span className="note">{left}</span>
    </div>
  )
}

function sayLanguage(subject: Subject): string {
  const words = wordFields
    .filter((rule) => applies(rule.subjects, subject))
    .map((rule) => `${rule.name}:  ${rule.says}`)
  const amounts = amountFields
    .filter((rule) => applies(rule.subjects, subject))
    .map((rule) => `${rule.name}>  ${rule.says}`)
  return [...words, ...amounts, 'word or "two words"  in the text', '-term  all but these', 'a,b  either'].join('\n')
}

const applies = (subjects: readonly Subject[], subject: Subject): boolean => subjects.includes(subject)
