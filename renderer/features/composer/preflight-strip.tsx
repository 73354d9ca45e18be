// What the gateway would say to the draft, before it is asked.
import { RuleList } from '../../views/rule-list'
import { mend } from './actions'
import { useRules } from './reading'

export const PreflightStrip = () => <RuleList rules={useRules()} onMend={mend} />
