import { createHash } from 'node:crypto';
import { html, trusted, type Content, type Markup } from './markup';
import { REPORT_STYLE } from './style';

/** Nothing is loaded and nothing runs; of styles, only ours (its digest stands for it). */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(REPORT_STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A page that needs nothing else: for a browser without a network, or for paper. */
export function htmlPage(title: string, body: Markup): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${title} · Raft Lab</title>
        ${trusted(`<style>${REPORT_STYLE}</style>`)}
      </head>
      <body>
        ${body}
      </body>
    </html> `.text;
}

/** A picture with what it shows; its number comes from the style. */
export function figure(svg: string, caption: Content): Markup {
  return html`<figure>
    ${trusted(svg)}
    <figcaption>${caption}</figcaption>
  </figure>`;
}
