import { html, type Content, type Markup } from './markup';

export interface Table {
  readonly caption?: string;
  readonly head: readonly Content[];
  /** The first cell of each row is its heading. */
  readonly rows: readonly (readonly Content[])[];
  /** Columns of numbers are set to the right; of `words`, to the left. */
  readonly kind: 'numbers' | 'words';
}

export function table({ caption, head, rows, kind }: Table): Markup {
  return html`<div class="wide">
    <table class="${kind}">
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
