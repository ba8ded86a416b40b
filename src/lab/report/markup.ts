import { escaped } from '../../shared/figures/svg';

/** Text that is HTML already. Everything else is escaped on its way into it. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Content = Markup | string | number | null | readonly Content[];

/** HTML with its values escaped, wherever they come from: people name runs. Null is nothing. */
export function html(fixed: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(fixed.map((part, i) => part + (i < values.length ? written(values[i]) : '')).join(''));
}

/** What our own functions have made: a figure's SVG. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

function written(content: Content | undefined): string {
  if (content === null || content === undefined) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'string') return escaped(content);
  if (typeof content === 'number') return String(content);
  return content.map(written).join('');
}
