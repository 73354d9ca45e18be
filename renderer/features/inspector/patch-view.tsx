import type { Action } from '#shared/diagnostics/explanation'
import { valueAt, type PatchStep } from '#shared/diagnostics/patch'
import { CopyButton } from '../../ui/copy-button'
import { CodeTokens } from '../../ui/json-view'

const longest = 120

export const shortJson = (value: unknown): string => {
  const text = JSON.stringify(value) ?? ''
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

type Props = {
  readonly action: Action
  readonly request: unknown
  readonly knowsConfiguration: boolean
  /** What comes of it, in words. */
  readonly outcome: string
}

/** The change itself: what goes, struck, and what comes. */
export const PatchView = ({ action: { target, patch }, request, knowsConfiguration, outcome }: Props) => {
  const isConfiguration = target === 'configuration'
  return (
    <div className="patch">
      <p className="patch-target note">
        {isConfiguration ? (
          <>
            In <code>gatescope.config.json</code>
            {!knowsConfiguration && '; made for a file that has none of it yet'}
          </>
        ) : (
          'In the request'
        )}
        <span className="grow" />
        <CopyButton text={JSON.stringify(patch, null, 2)} label="Copy the JSON patch" word="Copy patch" />
      </p>
      <ul>
        {patch.map((step, index) => (
          <Step key={index} step={step} before={isConfiguration ? undefined : valueOf(request, step)} />
        ))}
      </ul>
      {outcome !== '' && <p className="note">{outcome}</p>}
    </div>
  )
}

const valueOf = (document: unknown, { path }: PatchStep): unknown =>
  valueAt(
    document,
    path
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')),
  )

const Step = ({ step, before }: { readonly step: PatchStep; readonly before: unknown }) => (
  <li>
    <code className="patch-op">{step.op}</code> <code>{step.path}</code>{' '}
    {before !== undefined && step.op !== 'test' && (
      <del>
        <code>{shortJson(before)}</code>
      </del>
    )}{' '}
    {step.op === 'test' && <code className="note">{shortJson(step.value)}</code>}
    {(step.op === 'add' || step.op === 'replace') && (
      <ins>
        <code>
          <CodeTokens line={shortJson(step.value)} />
        </code>
      </ins>
    )}
  </li>
)
