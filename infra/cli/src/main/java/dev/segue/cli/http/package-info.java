/// The HTTP interfaces of the services, as the command sees them.
@NullMarked
package dev.segue.cli.http;

import org.jspecify.annotations.NullMarked;
