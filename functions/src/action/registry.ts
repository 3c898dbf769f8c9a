/** bqtail's actions: a line for each. */
export { callAction } from './call.ts';
export { copyAction } from './copy.ts';
export { deleteAction } from './delete.ts';
export { dropAction } from './drop.ts';
export { exportAction } from './export.ts';
export { insertAction } from './insert.ts';
export { moveAction } from './move.ts';
export { notifyAction } from './notify.ts';
export { pushAction } from './push.ts';
export { queryAction } from './query.ts';
