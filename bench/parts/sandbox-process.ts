import process from 'node:process';
import { startSandbox } from '../../dev/sandbox/sandbox.ts';

/** The shop and the mail server of both contenders, in memory. Tells the bench where they are. */
const { orderServiceUrl, token, smtpUrl } = await startSandbox();
process.on('disconnect', () => process.exit(0));
process.send?.({ orderServiceUrl, token, smtpUrl });
