/// Simple serialize: each container described once; size, encoding, decoding and hash tree root
/// walk that one description.
@NullMarked
package tandem.ssz;

import org.jspecify.annotations.NullMarked;
