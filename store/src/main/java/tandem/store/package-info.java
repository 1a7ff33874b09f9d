/// Bytes under keys. Begin with [tandem.store.Store].
@NullMarked
package tandem.store;

import org.jspecify.annotations.NullMarked;
