/** `/data/orders/` of `data/orders/a.json` */
export const folderOf = (name: string): string => `/${name.slice(0, name.lastIndexOf('/') + 1)}`;
