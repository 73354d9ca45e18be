import { store, useStore } from '../state/store'
import { Icon } from '../ui/icons'

/** One line each for what went wrong outside any pane and for what was done. The rest of the window stays usable. */
export const Notices = () => {
  const notice = useStore((state) => state.notice)
  const done = useStore((state) => state.done)
  return (
    <div className="notices">
      {notice !== null && (
        <div className="notice" role="alert">
          <Icon name="failed" size={12} />
          <span className="grow">{notice}</span>
          <Dismiss onClick={() => store.setState({ notice: null })} />
        </div>
      )}
      <div role="status">
        {done !== null && (
          <div className="notice done">
            <span>{done.text}</span>
            {done.undo !== null && (
              <button
                type="button"
                className="button small"
                aria-keyshortcuts="Control+Z"
                title="Undo (Ctrl+Z)"
                onClick={done.undo}
              >
                Undo
              </button>
            )}
            <Dismiss onClick={() => store.setState({ done: null })} />
          </div>
        )}
      </div>
    </div>
  )
}

const Dismiss = ({ onClick }: { readonly onClick: () => void }) => (
  <button type="button" className="button quiet icon-only" aria-label="Dismiss" onClick={onClick}>
    <Icon name="close" size={12} />
  </button>
)
