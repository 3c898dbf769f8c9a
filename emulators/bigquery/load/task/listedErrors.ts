/** BigQuery lists the first few errors, not all. */
export const LISTED = 5;

/** How BigQuery begins the message of an error in the data. */
export const PREFIX = 'Error while reading data, error message: ';
