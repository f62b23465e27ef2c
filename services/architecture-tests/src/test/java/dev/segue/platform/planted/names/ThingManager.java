package dev.segue.platform.planted.names;

final class ThingManager {

    private ThingManager() {}
}
