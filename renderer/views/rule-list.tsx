// Rules as a strip: what would fail and why, and the presses that mend it. It warns and never forbids.
import { Icon } from '../ui/icons'
import type { Mend, Rule } from './rules'

type Props = { readonly rules: readonly Rule[]; readonly onMend: (mend: Mend) => void }

const shown = 3

export const RuleList = ({ rules, onMend }: Props) => {
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
                  onClick={() => onMend(one)}
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
