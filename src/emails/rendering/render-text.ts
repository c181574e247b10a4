import type { WrittenBlock, WrittenMail } from './write-out.ts';

const WIDTH = 76;

/** The plain text part. Lines end in `\n`; only a single word can be wider than 76 characters. */
export function renderText({ blocks }: WrittenMail): string {
  return `${blocks.map(textOf).join('\n\n')}\n`;
}

function textOf(block: WrittenBlock): string {
  switch (block.kind) {
    case 'heading':
      return `${block.text}\n${'='.repeat(block.text.length)}`;
    case 'paragraph':
      return wrap(block.text);
    case 'small':
      return `-- \n${wrap(block.text)}`;
    case 'labelled':
      return wrap(`${block.label}: ${block.text}`);
    case 'deadline': {
      const instants = block.local === undefined ? [block.utc] : [block.local, block.utc];
      const remark = block.remark === undefined ? [] : [wrap(block.remark)];
      return [wrap(`${block.lead}:`), ...instants.map((instant) => `    ${instant}`), ...remark].join('\n');
    }
    case 'quote':
      return [block.lead, ...block.lines.map((line) => wrap(line, '> ', '> '))].join('\n');
    case 'link':
      return `${wrap(`${block.label}:`)}\n${block.address}`;
    case 'list':
      return [`${block.title}:`, ...block.items.map((item) => wrap(item, '- ', '  '))].join('\n');
    case 'details':
      return block.rows.map(([label, value]) => wrap(`${label}: ${value}`, '', '  ')).join('\n');
    default:
      return block satisfies never;
  }
}

/** Breaks at spaces only; a no-break space holds an amount and its currency together. */
function wrap(text: string, first = '', rest = first): string {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].map((each) => each.trimEnd()).join('\n');
}
