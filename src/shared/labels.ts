import { z } from 'zod';

/** What people say of a run or a sweep that is kept. */

/** Text that a person gives: one line, without characters that show nothing or turn the writing round. */
const plainText = z
  .string()
  .transform((text) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim());

export const nameSchema = plainText.pipe(
  z.string().min(1, 'a name is not empty').max(80, 'a name has at most 80 characters'),
);
const tagSchema = plainText
  .transform((tag) => tag.toLowerCase())
  .pipe(z.string().min(1, 'a tag is not empty').max(24, 'a tag has at most 24 characters'));

export const labelsSchema = z.strictObject({
  /** Absent: as it was called when it was begun. */
  name: nameSchema.optional(),
  tags: z
    .array(tagSchema)
    .max(12, 'there are at most 12 tags')
    .transform((tags) => [...new Set(tags)]),
  note: z.string().max(2000, 'a note has at most 2000 characters'),
  /** Kept in sight: at the top of the list. */
  pinned: z.boolean(),
});

/** What is absent stays as it is. */
export const labelChangeSchema = labelsSchema.partial();
export type LabelChange = z.infer<typeof labelChangeSchema>;

/** Something kept, with what is said of it. */
export interface Labelled {
  readonly name: string;
  readonly tags: readonly string[];
  readonly note: string;
  readonly pinned: boolean;
}

/** What a search finds it by. */
export function labelWords({ name, tags, note, pinned }: Labelled): string[] {
  return [name, ...tags, note, ...(pinned ? ['pinned'] : [])];
}
