import type { Instant } from '../../contract/scalars.ts';
import { isAsTheFileSays, playCancel } from './cancel-play.ts';
import type { ShopToAsk } from './ask-once.ts';
import { openPlayer, type Player } from './player.ts';
import { isNotRefunded, playRefund } from './refund-play.ts';
import { isNotReplaced, playReplacement } from './replacement-play.ts';
import type { ShopReport } from './report.ts';
import { playUnknownLookUps, playUnknownWrites, playWithoutToken } from './strangers.ts';
import {
  KIND_NAMES,
  kindOf,
  withManners,
  type Manner,
  type TestPurchase,
  type TestPurchases,
} from './test-purchases.ts';

export interface ShopCheck {
  shop: ShopToAsk;
  /** Made by the shop for this run. */
  testPurchases: TestPurchases;
  /** Cancels, pays back and replaces. Otherwise only looks up. */
  movesMoney: boolean;
  now: () => Instant;
  /** An id that no purchase, activation or key of the shop has. */
  nobody: string;
}

const MANNERS = {
  alone: '',
  answer_lost: ', with the answer lost',
  at_once: ', asked twice at the same time',
  unknown_field: ', with a field that is not in the contract',
} as const satisfies Record<Manner, string>;

/**
 * Plays the calls of the port against a shop, each answer read by the code that the worker reads it with. It throws for
 * nothing that the shop answers.
 */
export async function checkShop(check: ShopCheck): Promise<ShopReport> {
  const { shop, testPurchases, movesMoney, nobody } = check;
  const player = openPlayer(shop);
  await playWithoutToken(player, nobody, movesMoney);
  await playUnknownLookUps(player, nobody);
  if (movesMoney) await playUnknownWrites(player, nobody);
  else player.unchecked({ what: 'acts on what does not exist', why: 'it may only look up' });
  for (const { purchase, manner } of withManners(testPurchases.purchases)) {
    await playPurchase(player, check, { purchase, manner });
  }
  for (const gap of gapsOf(testPurchases)) player.unchecked(gap);
  return player.report();
}

async function playPurchase(
  player: Player,
  { movesMoney, now }: ShopCheck,
  { purchase, manner }: { purchase: TestPurchase; manner: Manner },
): Promise<void> {
  const { purchaseId, price } = purchase;
  const { remedy } = kindOf(purchase.is);
  const asSaid = await isAsTheFileSays({ player, purchase, now });
  const fresh =
    remedy.call === 'none' ||
    (remedy.call === 'refund'
      ? await isNotRefunded(player, purchaseId)
      : await isNotReplaced(player, purchase));
  const acts = remedy.call === 'none' ? 'its cancel' : `its cancel and ${remedy.call}`;
  const what = `${purchaseId} (${purchase.is}): ${acts}`;
  if (!movesMoney) return player.unchecked({ what, why: 'it may only look up' });
  if (!asSaid) return player.unchecked({ what, why: 'its activation was not seen to be as the file says' });
  await playCancel({ player, purchase, now }, manner);
  if (!fresh) {
    return player.unchecked({
      what: `${purchaseId}: its ${remedy.call}`,
      why: 'its key was not seen to be unused',
    });
  }
  switch (remedy.call) {
    case 'refund':
      return playRefund({
        player,
        paid: purchaseId,
        asking: purchaseId,
        price,
        statuses: remedy.statuses,
        manner,
        what: `refund of ${purchaseId}`,
      });
    case 'replacement':
      return playReplacement({ player, purchase, result: remedy.result, manner, now });
    case 'none':
      return undefined;
    default:
      return remedy satisfies never;
  }
}

/** States and manners for which the file has no purchase, unless they never happen in this shop. */
function gapsOf({ purchases, never = [] }: TestPurchases): { what: string; why: string }[] {
  return KIND_NAMES.filter((name) => !never.includes(name)).flatMap((name) => {
    const { words, manners } = kindOf(name);
    const there = purchases.filter(({ is }) => is === name).length;
    return manners.slice(there).map((manner) => ({
      what: `${name} (${words})${MANNERS[manner]}`,
      why: there === 0 ? 'no such purchase in the file' : `only ${there} such in the file`,
    }));
  });
}
