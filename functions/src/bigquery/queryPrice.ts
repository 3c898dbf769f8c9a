/** List price of a tebibyte that queries read, in dollars (BigQuery pricing: on-demand compute, US). Load and copy jobs are free. */
export const DOLLARS_A_TIB = 6.25;
