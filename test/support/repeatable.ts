import fc from 'fast-check';

/**
 * Properties are tried on the same made-up values in each run, so that what passed passes again; `FAST_CHECK_SEED=N`
 * makes up others.
 */
fc.configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 1) });
