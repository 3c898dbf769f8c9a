import { parameterExample } from './parameterExample.ts';
import type { FieldPath } from './problem.ts';

const ACTIONS = '[ { Action: delete } ]';

/** What fields look like whose form is not plain from their names, by their names without list places. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  When: '{ Prefix: /data/orders/, Suffix: .json }',
  Dest: '{ Table: shop.orders }',
  'Dest.Table': 'shop.orders',
  'Dest.Parameters': parameterExample('Year'),
  'Dest.Schema': '{ Autodetect: true }',
  'Dest.Schema.Fields': '- {Name: id, Type: INTEGER}',
  'Dest.Schema.Split.Mapping': "- {When: country = 'CH', Then: shop.orders_ch}",
  'Dest.SideInputs': '- {Table: shop.customers, Alias: c, On: t.customer_id = c.id}',
  'Dest.TimePartitioning': '{ Type: DAY, Field: created }',
  'Dest.Transform': '{ total: t.price * t.qty }',
  'Dest.Transient': '{ Dataset: temp }',
  'Dest.UniqueColumns': '[ id ]',
  Batch: '{ Window: { DurationInSec: 90 } }',
  'Batch.Window': '{ DurationInSec: 90 }',
  'Batch.Group': '{ DurationInSec: 3600 }',
  OnSuccess: ACTIONS,
  OnFailure: ACTIONS,
  OnBadFiles: '[ { Action: push, Request: { Topic: bad-files, Message: $BadURIs } } ]',
};

/** An example of the field, or of an element of it; undefined where its name says enough. */
export const exampleOf = (path: FieldPath): string | undefined =>
  EXAMPLES[path.filter((part) => typeof part === 'string').join('.')];
