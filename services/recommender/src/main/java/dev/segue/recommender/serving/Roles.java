package dev.segue.recommender.serving;

import dev.segue.platform.Followed;
import dev.segue.schemas.avro.ReleaseRole;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What operators last decided about the roles of models. Safe for use by many threads.
public final class Roles {

    private static final Logger LOG = LoggerFactory.getLogger(Roles.class);

    private final Map<Role, ReleaseRole> decisions = new EnumMap<>(Role.class);

    /// Something was decided; a decision that makes no sense changes nothing.
    public void decided(Followed<ReleaseRole> record) {
        ReleaseRole decision = record.value();
        Optional<Role> role = Role.of(record.key());
        if (role.isEmpty() || (decision != null && !(decision.getShare() > 0 && decision.getShare() <= 1))) {
            LOG.warn(
                    "Passed over {} partition {} offset {}: expected a known role and a share above 0 up to 1, got {} {}",
                    record.topic().name(),
                    record.partition(),
                    record.offset(),
                    record.key(),
                    decision);
            return;
        }
        synchronized (this) {
            if (decision == null) {
                decisions.remove(role.get());
            } else {
                decisions.put(role.get(), decision);
            }
        }
    }

    /// Who has a role; empty when nobody was given it.
    public synchronized Optional<ReleaseRole> of(Role role) {
        return Optional.ofNullable(decisions.get(role));
    }

    /// All decisions that hold; a copy.
    public synchronized Map<Role, ReleaseRole> all() {
        return Collections.unmodifiableMap(new EnumMap<>(decisions));
    }
}
