package dev.segue.search;

class ArrayVectorsTest extends VectorIndexContract {

    @Override
    VectorIndex open() {
        return new ArrayVectors(DIMENSION);
    }
}
