/// What tests of several rooms need: a broker, a topology under test, playlists, golden files.
@NullMarked
package dev.segue.testkit;

import org.jspecify.annotations.NullMarked;
