package dev.segue.recommender.serving;

import dev.segue.recommending.PageCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// The models that answer, each in its role: one immutable reference, so that a request sees one state of them.
///
/// @param active answers whatever no other does; empty while none serves
/// @param comparison interleaved with the active one
record Arms(Optional<Serving> active, Optional<Arm> canary, Optional<Arm> shadow, Optional<Arm> comparison) {

    static final Arms NONE = new Arms(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /// A model with a share of the requests.
    ///
    /// @param share above 0 and at most 1
    /// @param comparisonId of a comparison; empty elsewhere
    record Arm(Serving serving, double share, Optional<String> comparisonId) {

        /// Whether a request falls to it: always the same for the same request and share.
        boolean takes(Role role, long request) {
            long hash = PageCursor.hash(List.of(role.label(), Long.toString(request)));
            return (hash >>> 11) * 0x1p-53 < share;
        }

        boolean isOf(String modelId, double ofRequests, Optional<String> ofComparison) {
            return serving.modelId().equals(modelId) && share == ofRequests && comparisonId.equals(ofComparison);
        }
    }

    /// Who answers one request.
    ///
    /// @param first empty while no model serves
    /// @param second interleaved with the first
    record Choice(Optional<Serving> first, Optional<Arm> second, boolean canary) {

        Optional<String> comparisonId() {
            return second.flatMap(Arm::comparisonId);
        }

        /// Hash of the releases that answer: a page goes on only where it is the same.
        long pinned() {
            return PageCursor.hash(List.of(
                    first.map(Serving::modelId).orElse(""),
                    first.map(Serving::indexId).orElse(""),
                    second.map(arm -> arm.serving().modelId()).orElse(""),
                    second.map(arm -> arm.serving().indexId()).orElse("")));
        }
    }

    /// Who answers a request that begins.
    Choice choose(long request) {
        if (canary.filter(arm -> arm.takes(Role.CANARY, request)).isPresent()) {
            return ofCanary();
        }
        boolean compared = active.isPresent()
                && comparison.filter(arm -> arm.takes(Role.COMPARISON, request)).isPresent();
        return compared ? ofBoth() : ofActive();
    }

    /// Who answers a request that goes on, whatever the shares are by now; empty when those who began it are gone.
    Optional<Choice> pinnedTo(long pinned) {
        return Stream.of(ofActive(), ofCanary(), ofBoth())
                .filter(choice -> choice.pinned() == pinned)
                .findFirst();
    }

    /// Every model that is open, each once.
    List<Serving> open() {
        var open = new ArrayList<Serving>();
        active.ifPresent(open::add);
        Stream.of(canary, shadow, comparison)
                .flatMap(Optional::stream)
                .map(Arm::serving)
                .filter(serving -> open.stream().noneMatch(other -> Objects.equals(other, serving)))
                .forEach(open::add);
        return open;
    }

    /// The model that has a role.
    Optional<Serving> in(Role role) {
        return role == Role.ACTIVE ? active : arm(role).map(Arm::serving);
    }

    /// The model that has a role other than active, with its share; empty for that one.
    Optional<Arm> arm(Role role) {
        return switch (role) {
            case ACTIVE -> Optional.empty();
            case CANARY -> canary;
            case SHADOW -> shadow;
            case COMPARISON -> comparison;
        };
    }

    private Choice ofActive() {
        return new Choice(active, Optional.empty(), false);
    }

    private Choice ofCanary() {
        return new Choice(canary.map(Arm::serving), Optional.empty(), true);
    }

    private Choice ofBoth() {
        return new Choice(active, comparison, false);
    }
}
