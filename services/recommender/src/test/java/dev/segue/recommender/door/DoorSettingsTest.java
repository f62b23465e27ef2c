package dev.segue.recommender.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.recommender.door.DoorSettings.Anonymous;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoorSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.8.4.2, true",
        "::1, true",
        "0:0:0:0:0:0:0:1, true",
        "::ffff:127.0.0.1, true",
        "10.0.0.1, false",
        "192.168.1.20, false",
        "2001:db8::1, false",
        "::ffff:10.0.0.1, false"
    })
    void knowsItsOwnMachine(String address, boolean loopback) {
        assertThat(Anonymous.LOOPBACK.admits(address)).isEqualTo(loopback);
        assertThat(Anonymous.NOBODY.admits(address)).isFalse();
        assertThat(Anonymous.EVERYBODY.admits(address)).isTrue();
    }

    @Test
    void letsOnlyAdminsAndThisMachineChangeModels() {
        var app = new Guest("app", "0".repeat(64), 1, 1, false);
        var operator = new Guest("operator", "1".repeat(64), 1, 1, true);

        assertThat(FrontDoor.mayChangeModels(null, "127.0.0.1")).isTrue();
        assertThat(FrontDoor.mayChangeModels(null, "10.0.0.1")).isFalse();
        assertThat(FrontDoor.mayChangeModels(app, "127.0.0.1")).isFalse();
        assertThat(FrontDoor.mayChangeModels(operator, "10.0.0.1")).isTrue();
    }
}
