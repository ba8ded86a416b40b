/** A chart's data as a table, for those who cannot or would not read the picture. */
export interface TableData {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}
