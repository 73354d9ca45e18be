// The only two names that cross between the window and the main process.
export const CALL = 'gatescope:call'
export const EVENT = 'gatescope:event'
