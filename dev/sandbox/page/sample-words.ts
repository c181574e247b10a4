/** What the fields of a form hold at first, so that one click is enough to try it. By the form's key. */
export const SAMPLE_WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'decideClaim-approve': { note: 'The screenshots show it. Your money goes back.' },
  'decideClaim-reject': {
    clause: 'X1',
    note: 'The code was entered into another app than the one it was for.',
  },
  'decideClaim-request_evidence': {
    note: 'Please send a screenshot that shows the number and the error.',
  },
  'decideClaim-reclassify': { note: 'What you describe is a defect of ours.' },
  requestAccess: { what: 'The log of your host from this morning.' },
  'reportRemediation-done': { summary: 'The route to your number was repaired.' },
  'reportRemediation-not_possible': { summary: 'The carrier has withdrawn this number.' },
  settleByHand: { note: 'The order service is back.' },
  correctContact: { email: 'corrected@customer.example' },
};
