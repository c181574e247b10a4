import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { renderMail } from '../src/emails/rendering/render.ts';
import { sampleMail, SAMPLES } from '../dev/mails/samples.ts';

// Writes every wording of every template as .html and .txt: npx tsx scripts/preview-mails.ts <folder>
const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('Name the folder to write to: npx tsx scripts/preview-mails.ts <folder>\n');
  process.exit(2);
}
await mkdir(folder, { recursive: true });
for (const { name, content } of SAMPLES) {
  const { subject, text, html } = renderMail(sampleMail(content));
  await writeFile(path.join(folder, `${name}.html`), html);
  await writeFile(path.join(folder, `${name}.txt`), `Subject: ${subject}\n\n${text}`);
}
process.stdout.write(`${SAMPLES.length} mails written to ${folder}\n`);
