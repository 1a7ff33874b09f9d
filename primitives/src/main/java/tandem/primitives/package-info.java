/// Byte strings and numbers that every other module speaks in: [tandem.primitives.Hash32],
/// [tandem.primitives.Address], [tandem.primitives.Bytes], [tandem.primitives.U256] and their
/// hexadecimal forms ([tandem.primitives.Hex]). All are immutable values; nothing here knows a
/// protocol. Begin with [tandem.primitives.Bytes].
@NullMarked
package tandem.primitives;

import org.jspecify.annotations.NullMarked;
