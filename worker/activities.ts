import { mailActivities } from '../activities/mail.ts';
import { orderActivities } from '../activities/orders.ts';
import type { PurchaseActivities } from '../src/contract/activities.ts';
