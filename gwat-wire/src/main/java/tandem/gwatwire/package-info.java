/// Messages of wfdag/1 (gwat-net.md 2).
@NullMarked
package tandem.gwatwire;

import org.jspecify.annotations.NullMarked;
