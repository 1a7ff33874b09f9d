/// Recursive length prefix (gwat-data.md 1.2): canonical or refused. Begin with the reader and the
/// writer.
@NullMarked
package tandem.rlp;

import org.jspecify.annotations.NullMarked;
