import { Icon } from '../ui/icons'
import { pickFiles } from './file-drop'
import { toggleTheme, useTheme } from './theme'

export const TitleBar = () => {
  const theme = useTheme()
  const next = theme === 'dark' ? 'light' : 'dark'
  return (
    <header className="title-bar">
      <span className="brand">
        <Icon name="brand" />
        Gatescope
      </span>
      <span className="grow" />
      <button
        type="button"
        className="button quiet small"
        aria-keyshortcuts="Control+O"
        title="Import sessions from a file (Ctrl+O)"
        onClick={pickFiles}
      >
        <Icon name="file" size={12} />
        Import
      </button>
      <button
        type="button"
        className="button quiet icon-only"
        aria-label={`Use the ${next} theme`}
        title={`Use the ${next} theme`}
        onClick={toggleTheme}
      >
        <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
      </button>
    </header>
  )
}
