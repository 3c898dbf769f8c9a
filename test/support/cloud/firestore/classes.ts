/** The classes that the journal hands to Firestore; there must be one copy of each, which is the functions' own. */
export {
  FieldPath,
  type Firestore,
  Timestamp,
} from '../../../../functions/node_modules/firebase-admin/lib/firestore/index.js';
