// When a command that runs until it is stopped is stopped.

/** Not `once`: npm passes Ctrl+C on to a process that has got it already, and the second must not cut the stop short. */
export const stopSignal = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve())
  })
