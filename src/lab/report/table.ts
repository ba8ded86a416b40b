import { html, type Content, type Markup } from './markup';

export interface Table {
  readonly caption?: string;
  readonly head: readonly Content[];
  /** Its rows are called as people called something: that may be long. */
  readonly named?: boolean;
  /** The first cell of each row is its heading. */
  readonly rows: readonly (readonly Content[])[];
  /**
   * Columns of numbers are set to the right. Of `words`, the second column is a value and the third explains it; of
   * `plain` ones, all are alike.
   */
  readonly kind: 'numbers' | 'words' | 'plain';
}

export function table({ caption, head, rows, kind, named = false }: Table): Markup {
  return html`<div class="wide">
    <table class="${named ? `${kind} named` : kind}">
      ${
        caption === undefined
          ? null
          : html`<caption>
              ${caption}
            </caption>`
      }
      <thead>
        <tr>
          ${head.map((cell) => html`<th scope="col">${cell}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first = '', ...rest]) =>
            html`<tr>
              <th scope="row">${first}</th>
              ${rest.map((cell) => html`<td>${cell}</td>`)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}
