import { useState } from 'react'
import { access } from '../host/index'
import { useStore } from '../state/store'
import { Icon } from '../ui/icons'

export const SignIn = () => {
  const [token, setToken] = useState('')
  const refusals = useStore((state) => state.refusals)
  const wrong = refusals > 1
  return (
    <main className="sign-in">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          access?.signIn(token.trim())
        }}
      >
        <h1>Sign in to this gateway</h1>
        <p>
          Paste the token. It is printed by <code>gatescope serve</code> and kept in the data folder, readable only by
          you.
        </p>
        <label htmlFor="token">Token</label>
        <div className="sign-in-row">
          <input
            id="token"
            className="input mono grow"
            type="password"
            autoComplete="off"
            autoFocus
            value={token}
            aria-invalid={wrong}
            aria-describedby={wrong ? 'token-error' : undefined}
            onChange={(event) => setToken(event.target.value)}
          />
          <button type="submit" className="button primary">
            Sign in
          </button>
        </div>
        {wrong && (
          <p id="token-error" className="sign-in-error" role="alert">
            <Icon name="failed" size={12} /> The gateway did not accept this token.
          </p>
        )}
      </form>
    </main>
  )
}
