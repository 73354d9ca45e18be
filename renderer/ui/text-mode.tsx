import { Segments } from './choices'

export type TextMode = 'pretty' | 'raw'

const modes = [
  { value: 'pretty', label: 'Pretty' },
  { value: 'raw', label: 'Raw' },
] as const

type Props = { readonly label: string; readonly value: TextMode; readonly onChange: (mode: TextMode) => void }

export const TextModes = ({ label, value, onChange }: Props) => (
  <Segments label={label} small choices={modes} value={value} onChange={onChange} />
)
