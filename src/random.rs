//! Numbers that look random and follow from a seed, which is handed in.

/// The next number of the sequence that `seed` is at, any of the 2^64 as likely as another; moves
/// `seed` on. The same on every machine, and nothing to keep a secret with.
///
/// - **Source**: splitmix64: Steele, Lea, Flood (2014), "Fast splittable pseudorandom number
///   generators", OOPSLA.
pub fn next_random(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*seed ^ (*seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
