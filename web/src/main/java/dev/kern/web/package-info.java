/// An HTTP server with limits and deadlines, for pages and services.
///
/// The only package that knows the server's library.
@NullMarked
package dev.kern.web;

import org.jspecify.annotations.NullMarked;
