/// JSON as users write and programs read it: records in, records out, and errors that say where the
/// fault is and how to fix it.
///
/// ```
/// text ──JsonText──▶ tree ──RecordMapper──▶ records
/// ```
///
/// A tree is a `Map`, a `List`, a `String`, a `Boolean`, a number or null. Each module adds its own
/// kinds of records to a mapper; nothing is registered globally.
@NullMarked
package dev.kern.json;

import org.jspecify.annotations.NullMarked;
