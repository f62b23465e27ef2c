package dev.segue.platform.planted.unmarked;

final class Unmarked {

    private Unmarked() {}
}
