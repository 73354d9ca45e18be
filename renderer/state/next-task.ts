/** Behind whatever the window has to do now. Not every browser has a scheduler. */
export const nextTask = (): Promise<void> =>
  'scheduler' in globalThis
    ? scheduler.postTask(() => {}, { priority: 'background' })
    : new Promise((resolve) => setTimeout(resolve))
