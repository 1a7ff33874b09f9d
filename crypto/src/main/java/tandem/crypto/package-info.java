/// Hashes, secp256k1, BLS12-381 and key files, behind values of our own.
@NullMarked
package tandem.crypto;

import org.jspecify.annotations.NullMarked;
