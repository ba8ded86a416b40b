const VOID = new Set(['meta', 'br', 'link']);

/** Throws unless every element of an HTML or SVG text is closed in its turn, and no stray < or & is left. */
export function requireWellFormed(markup: string): void {
  const open: string[] = [];
  const rest = markup.replace(/^<!doctype html>/, '').replaceAll(/<style>[^<]*<\/style>/g, '');
  const text = rest.replaceAll(
    /<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>/g,
    (...parts) => {
      const [, end, name, , self] = parts as [string, string, string, string, string];
      if (end === '/') {
        const last = open.pop();
        if (last !== name) throw new Error(`</${name}> closes <${last ?? 'nothing'}>`);
      } else if (self === '' && !VOID.has(name)) open.push(name);
      return '';
    },
  );
  if (open.length > 0) throw new Error(`<${open.join('> <')}> stays open`);
  const stray = /<|&(?!(amp|lt|gt|quot|#39);)/.exec(text);
  if (stray) throw new Error(`a stray ${text.slice(stray.index, stray.index + 40)}`);
}
