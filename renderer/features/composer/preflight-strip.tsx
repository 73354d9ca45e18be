// What the gateway would say, before it is asked. It warns and never forbids: a bad request is worth sending here.
import { Icon } from '../../ui/icons'
import { mend } from './actions'
import { useRules } from './reading'

const shown = 3

export const PreflightStrip = () => {
  const rules = useRules()
  if (rules.length === 0) return null
  return (
    <section className="preflight" aria-label="Preflight" tabIndex={0} data-pane>
      {rules.slice(0, shown).map(({ kind, code, sentence, mends }, index) => (
        <div key={`${code}-${index}`} className="preflight-rule">
          <h2 className="tone-warn">
            <Icon name="warning" size={12} />
            <span>
              {kind === 'fails' ? 'Would fail: ' : 'Not as it reads: '}
              <code>{code}</code>
            </span>
          </h2>
          <p>{sentence}</p>
          {mends.length > 0 && (
            <div className="preflight-mends">
              {mends.map((one, at) => (
                <button
                  key={one.label}
                  type="button"
                  className={at === 0 && index === 0 ? 'button primary small' : 'button small'}
                  onClick={() => mend(one)}
                >
                  {one.label}
                </button>
              ))}
            </div>
          )}
        </div>
      ))}
      {rules.length > shown && <p className="note">{rules.length - shown} more.</p>}
    </section>
  )
}
