import type { StageRow } from './envelope'

/** The funnel as rows: stages that dropped nobody stay quiet. */
export const StageRows = ({ stages }: { readonly stages: readonly StageRow[] }) => (
  <ol>
    {stages.map((stage, index) => (
      <li key={index} className={stage.dropped.length > 0 ? 'stage stage-dropped' : 'stage'}>
        <code>{stage.stage}</code>
        <span className="stage-counts" aria-label={`${stage.before} before, ${stage.after} after`}>
          {stage.before}
          <span aria-hidden="true"> → </span>
          {stage.after}
        </span>
        {stage.dropped.map((drop, at) => (
          <p key={at} className="stage-drop">
            <span aria-hidden="true">×</span> <code>{drop.provider}</code> <code className="note">{drop.reason}</code>
          </p>
        ))}
      </li>
    ))}
  </ol>
)
