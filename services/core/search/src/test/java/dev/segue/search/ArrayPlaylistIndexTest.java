package dev.segue.search;

class ArrayPlaylistIndexTest extends PlaylistIndexContract {

    @Override
    PlaylistIndex open() {
        return new ArrayPlaylistIndex(DIMENSION);
    }
}
