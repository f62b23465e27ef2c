/// Manifests that follow from code. What a person writes lies in `base`, `components` and `overlays`; what can be
/// derived is derived here, so that no topic, right or alert is written down twice.
@NullMarked
package dev.segue.k8s;

import org.jspecify.annotations.NullMarked;
