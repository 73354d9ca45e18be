import { store, useStore } from '../state/store'
import { Icon } from '../ui/icons'

/** One line for what went wrong outside any pane. The rest of the window stays usable. */
export const Notice = () => {
  const notice = useStore((state) => state.notice)
  if (notice === null) return null
  return (
    <div className="notice" role="alert">
      <Icon name="failed" size={12} />
      <span className="grow">{notice}</span>
      <button
        type="button"
        className="button quiet icon-only"
        aria-label="Dismiss"
        onClick={() => store.setState({ notice: null })}
      >
        <Icon name="close" size={12} />
      </button>
    </div>
  )
}
