/** Words as part of a file's name on any system: letters, digits and hyphens, `otherwise` where none are left. */
export function slug(words: string, longest: number, otherwise: string): string {
  const plain = words
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, longest)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? otherwise : plain;
}
