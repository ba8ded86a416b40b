import { z } from 'zod';
import { comparisonRequestSchema, type ComparisonRequest } from './runs/api';
import { runIdSchema } from './runs/run';

/** What can be taken out of a run. `json` is all of it in one file, `report` a page for people. */
export const exportKindSchema = z.enum(['trials', 'terms', 'summary', 'experiment', 'json', 'report']);
export type ExportKind = z.infer<typeof exportKindSchema>;

export const exportRequestSchema = z.strictObject({
  runId: runIdSchema,
  kind: exportKindSchema,
});
export type ExportRequest = z.infer<typeof exportRequestSchema>;

/** Where the host keeps files that wait to be fetched; one more part names the file. */
export const OFFER_PATH = '/files/';

/**
 * A file that waits at the host, on the window's own origin. It is fetched there, and does not travel in the answer
 * itself: the trials of a long run are hundreds of megabytes, which no window should hold as one text.
 */
export interface FileOffer {
  readonly fileName: string;
  readonly mimeType: string;
  /** Begins with OFFER_PATH. Good for one of the next few downloads, then gone. */
  readonly path: string;
  /** Rows of data, header apart; null where it is no table. */
  readonly rows: number | null;
}

/** What became of a file that the window saved: `interrupted` by a full disk, for instance. */
export const savedFileSchema = z.object({
  fileName: z.string(),
  /** Where to; empty when nowhere was chosen. */
  path: z.string(),
  state: z.enum(['completed', 'cancelled', 'interrupted']),
});
export type SavedFile = z.infer<typeof savedFileSchema>;

export interface ExportApi {
  /** Makes a file of a run ready to be fetched. */
  exportRun(request: ExportRequest): Promise<FileOffer>;
  /** Makes the report of several runs compared ready to be fetched. */
  exportComparison(request: ComparisonRequest): Promise<FileOffer>;
}

export const exportApiArguments = {
  exportRun: z.tuple([exportRequestSchema]),
  exportComparison: z.tuple([comparisonRequestSchema]),
} as const satisfies Record<keyof ExportApi, z.ZodType>;
