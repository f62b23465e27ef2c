/// Who may come in, how often and for how long: what is decided about a request before anybody thinks about an answer.
@NullMarked
package dev.segue.recommender.door;

import org.jspecify.annotations.NullMarked;
