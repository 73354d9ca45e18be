// Loaded into a measured process before anything else (node --import): tells its parent, when asked, what it has cost since
// it was last asked.
import { monitorEventLoopDelay } from 'node:perf_hooks'

const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
let since = process.cpuUsage()

process.on('message', () => {
  const { user, system } = process.cpuUsage(since)
  since = process.cpuUsage()
  process.send?.({ cpuUs: user + system, rssBytes: process.memoryUsage.rss(), delayMs: delay.percentile(99) / 1e6 })
  delay.reset()
})
// Being asked is no reason to stay.
process.channel?.unref()
