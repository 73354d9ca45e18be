// The fault run of the suite with as many sessions as one likes: node test/bench/websocket-faults.mjs [sessions] [seed].
// Prints what was drawn and what came of it; fails as the test does.
import { spawnSync } from 'node:child_process'

const [sessions = '1000', seed = 'soak'] = process.argv.slice(2)
const command = ['vitest', 'run', '--mode', 'test', 'test/gateway/websocket-faults.test.ts']
const { status } = spawnSync('npx', command, {
  stdio: 'inherit',
  env: { ...process.env, GATESCOPE_FAULT_SESSIONS: sessions, GATESCOPE_FAULT_SEED: seed },
})
process.exitCode = status ?? 1
