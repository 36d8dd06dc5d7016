/** What stands around every page? One HTML document that needs no network. */
import { html, Markup } from './markup.ts';
import { STYLE } from './style.ts';

/** The text of a page; `style` is added to the common one. */
export function documentOf(title: string, body: Markup, style = ''): string {
  return `${
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Verisim</title>
<style>${new Markup(STYLE)}${new Markup(style)}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>`.text
  }\n`;
}
