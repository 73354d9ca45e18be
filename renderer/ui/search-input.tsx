import { Icon } from './icons'

type Props = {
  /** Says what is looked for; also the placeholder. */
  readonly label: string
  readonly value: string
  readonly className: string
  readonly onChange: (value: string) => void
}

export const SearchInput = ({ label, value, className, onChange }: Props) => (
  <label className={`input small ${className}`}>
    <Icon name="filter" size={12} />
    <input
      type="search"
      value={value}
      placeholder={label}
      aria-label={label}
      onChange={(event) => onChange(event.target.value)}
    />
  </label>
)
