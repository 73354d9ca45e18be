// The package has no types of its own: https://github.com/ahmadnassri/node-har-validator
declare module 'har-validator' {
  /** Rejects with an error that has `errors` when the value is no HAR. */
  export function har(value: unknown): Promise<unknown>
}
