import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app'
import { installFocus } from './app/focus'
import { installShortcuts } from './app/shortcuts'
import { startSync } from './app/sync'
import { applyTheme } from './app/theme'
import { access, host } from './host/index'
import { saveDraft } from './state/draft'
import { restoreUpstream } from './state/store'
import './styles/tokens.css'
import './styles/base.css'
import './ui/ui.css'
import './ui/markdown/markdown.css'
import './views/views.css'
import './app/app.css'
import './features/sessions/sessions.css'
import './features/sessions/library.css'
import './features/stream-viewer/viewer.css'
import './features/stream-viewer/side.css'
import './features/stream-viewer/scope.css'
import './features/replay/replay.css'
import './features/composer/composer.css'
import './features/first-run/first-run.css'
import './features/diagnose/diagnose.css'
import './features/faults/faults.css'
import './features/providers/providers.css'
import './features/export/export.css'

applyTheme()
installFocus()
restoreUpstream()
installShortcuts()
startSync(host, access)
window.addEventListener('pagehide', saveDraft)

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
