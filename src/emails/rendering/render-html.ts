import type { WrittenBlock, WrittenMail } from './write-out.ts';

/**
 * The HTML part: one document that loads nothing, for light and dark screens. Outlook on Windows draws it with Word, which knows
 * a part of CSS alone: no padding and no single border but on cells, quotes and lists, no `max-width`, no `auto` margin, and
 * Times wherever the first font is unknown to it. So what has a background is a cell, and a table around the whole, which Word
 * alone reads, gives it its width and font.
 */
export function renderHtml(mail: WrittenMail): string {
  return `<!doctype html>
<html lang="${mail.language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(mail.subject)}</title>
<style>${mail.blocks.some(({ kind }) => kind === 'link') ? DARK_WITH_BUTTON : DARK}</style>
<!--[if mso]><style>body, h1, p, td, li, blockquote, a { font-family: 'Segoe UI', Arial, sans-serif !important; }</style><![endif]-->
</head>
<body class="page" style="margin:0;padding:0;${PAGE}">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeHtml(mail.preheader)}</div>
<!--[if mso]><table role="presentation" align="center" width="${WIDTH}" cellpadding="0" cellspacing="0" border="0"><tr><td style="padding:24px 20px"><![endif]-->
<div style="max-width:${WIDTH}px;margin:0 auto;padding:24px 20px;${FONT};overflow-wrap:anywhere">
${mail.blocks.map((block) => htmlOf(block, mail.locale)).join('\n')}
</div>
<!--[if mso]></td></tr></table><![endif]-->
</body>
</html>
`;
}

// Mail programs that drop the style sheet show the light inline colours.
const WIDTH = 576;
const FONT = "font:16px/1.5 system-ui,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const PAGE = 'background-color:#ffffff;color:#1c1e21';
const PANEL = 'background-color:#f1f4f8;border-left:4px solid #2b5fa8';
const QUOTE = 'border-left:4px solid #c3c9d1';
const FAINT = 'color:#59606a';
const AFTER = 'margin:0 0 16px';
const SMALL = 'font-size:14px';
const BUTTON = 'background-color:#2b5fa8;color:#ffffff';
const DARK = `
@media (prefers-color-scheme: dark) {
.page { background-color: #16181c !important; color: #e6e8eb !important; }
.panel { background-color: #22262d !important; border-left-color: #7fb0f2 !important; }
.quote { border-left-color: #4a515c !important; }
.faint { color: #a3abb6 !important; }
}
`;

const DARK_WITH_BUTTON = DARK.replace(
  '.faint {',
  '.button { background-color: #7fb0f2 !important; color: #10131a !important; }\n.faint {',
);

function htmlOf(block: WrittenBlock, locale: string): string {
  switch (block.kind) {
    case 'heading':
      return `<h1 style="font-size:22px;line-height:1.25;margin:0 0 22px">${escapeHtml(block.text)}</h1>`;
    case 'paragraph':
      return `<p style="${AFTER}">${escapeHtml(block.text)}</p>`;
    case 'small':
      return `<p class="faint" style="margin:20px 0 0;${SMALL};${FAINT}">${escapeHtml(block.text)}</p>`;
    case 'labelled':
      return `<p style="${AFTER}"><strong>${escapeHtml(block.label)}:</strong> ${escapeHtml(block.text)}</p>`;
    case 'deadline':
      return deadline(block, locale);
    case 'quote':
      return `<p style="margin:0 0 4px">${escapeHtml(block.lead)}</p>
<blockquote class="quote" dir="auto" style="${AFTER};padding:0 0 0 16px;${QUOTE}">${block.lines.map(escapeHtml).join('<br>\n')}</blockquote>`;
    case 'link':
      return link(block);
    case 'list':
      return `<p style="margin:0 0 4px"><strong>${escapeHtml(block.title)}:</strong></p>
<ul style="${AFTER};padding-left:20px">
${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('\n')}
</ul>`;
    case 'details':
      return `<p class="faint" style="margin:20px 0 0;${SMALL};${FAINT}">${block.rows
        .map(([label, value]) => `${escapeHtml(label)}: <bdi>${escapeHtml(value)}</bdi>`)
        .join('<br>\n')}</p>`;
    default:
      return block satisfies never;
  }
}

/** In a cell, which has its own font, because some mail programs give that of the page to no table. */
const cell = (classes: string, style: string, inside: string, width = ''): string =>
  `<table role="presentation"${width} cellpadding="0" cellspacing="0" border="0" style="${AFTER};border-collapse:separate"><tr>
<td class="${classes}" style="${style};${FONT}">${inside}</td>
</tr></table>`;

/** The address stands below as well: for whom the button does not open, and for whom wants to see where it leads. */
function link({ label, address, orAt }: Extract<WrittenBlock, { kind: 'link' }>): string {
  const anchor = `<a class="button" href="${escapeHtml(address)}" style="font-weight:600;text-decoration:none;${BUTTON}">${escapeHtml(label)}</a>`;
  return `${cell('button', `border-radius:6px;padding:10px 18px;${BUTTON}`, anchor)}
<p class="faint" style="${AFTER};${SMALL};${FAINT}">${escapeHtml(orAt)}<br>
${escapeHtml(address)}</p>`;
}

function deadline(block: Extract<WrittenBlock, { kind: 'deadline' }>, locale: string): string {
  const lang = escapeHtml(locale);
  const time = (text: string): string =>
    `<time datetime="${escapeHtml(block.at)}"><bdi lang="${lang}">${escapeHtml(text)}</bdi></time>`;
  const inUtc =
    block.local === undefined ? '' : `<br>\n<span class="faint" style="${FAINT}">${time(block.utc)}</span>`;
  const remark =
    block.remark === undefined
      ? ''
      : `<br>\n<span class="faint" style="${SMALL};${FAINT}">${escapeHtml(block.remark)}</span>`;
  const inside = `${escapeHtml(block.lead)}:<br>
<strong>${time(block.local ?? block.utc)}</strong>${inUtc}${remark}`;
  return cell('panel', `padding:12px 16px;${PANEL}`, inside, ' width="100%"');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
