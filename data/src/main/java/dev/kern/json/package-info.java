/// Strict JSON for records, with errors that say what is wrong where, and how to fix it.
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
