import { formatDuration } from './format'

export const Duration = ({ ms }: { readonly ms: number | null }) => {
  const { value, unit } = formatDuration(ms)
  return (
    <>
      {value}
      {unit && <span className="unit">{unit}</span>}
    </>
  )
}
