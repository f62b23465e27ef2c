/* Skip-gram with negative sampling as it is usually written in C, to measure against: one thread, a window of random
 * width, a table of negatives, a table of sigmoids, stochastic gradient descent.
 *
 * Usage: skipgram FILE TRACKS DIMENSION WINDOW NEGATIVES EXPONENT SUBSAMPLING EPOCHS
 * FILE has a playlist a line, tracks as numbers from 0 below TRACKS. Prints words a second on the last line.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SIGMOIDS 1000
#define GREATEST 6.0f
#define TABLE 10000000
#define LONGEST 100000

static unsigned long long state = 42;

static unsigned long long draw(void) {
  state = state * 25214903917ULL + 11;
  return state;
}

static float uniform(void) { return (draw() & 0xFFFF) / 65536.0f; }

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

int main(int count, char **arguments) {
  if (count != 9) {
    fprintf(stderr, "usage: skipgram FILE TRACKS DIMENSION WINDOW NEGATIVES EXPONENT SUBSAMPLING EPOCHS\n");
    return 2;
  }
  const int tracks = atoi(arguments[2]), dimension = atoi(arguments[3]), window = atoi(arguments[4]);
  const int negatives = atoi(arguments[5]), epochs = atoi(arguments[8]);
  const double exponent = atof(arguments[6]), subsampling = atof(arguments[7]);

  FILE *file = fopen(arguments[1], "r");
  if (!file) {
    perror(arguments[1]);
    return 1;
  }
  int size = 0, room = 1 << 20, *words = malloc(room * sizeof(int)), *frequency = calloc(tracks, sizeof(int));
  long entries = 0;
  char *line = malloc(1 << 22);
  while (fgets(line, 1 << 22, file)) {
    for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n")) {
      if (size + 2 > room) {
        room *= 2;
        words = realloc(words, room * sizeof(int));
      }
      words[size] = atoi(word);
      frequency[words[size++]]++;
      entries++;
    }
    words[size++] = -1;
  }
  fclose(file);

  float *in = malloc((size_t)tracks * dimension * sizeof(float));
  float *out = calloc((size_t)tracks * dimension, sizeof(float));
  for (size_t i = 0; i < (size_t)tracks * dimension; i++) in[i] = (uniform() - 0.5f) / dimension;
  float sigmoid[SIGMOIDS];
  for (int i = 0; i < SIGMOIDS; i++) {
    double e = exp((i / (double)SIGMOIDS * 2 - 1) * GREATEST);
    sigmoid[i] = e / (e + 1);
  }
  int *table = malloc(TABLE * sizeof(int));
  double total = 0, sum = 0;
  for (int t = 0; t < tracks; t++) total += pow(frequency[t] > 0 ? frequency[t] : 1, exponent);
  for (int t = 0, i = 0; t < tracks; t++) {
    sum += pow(frequency[t] > 0 ? frequency[t] : 1, exponent) / total;
    while (i < TABLE && (double)i / TABLE < sum) table[i++] = t;
    if (t == tracks - 1) while (i < TABLE) table[i++] = t;
  }

  float *error = malloc(dimension * sizeof(float));
  int *kept = malloc(LONGEST * sizeof(int));
  const float first = 0.025f;
  double start = now();
  long done = 0;
  for (int epoch = 0; epoch < epochs; epoch++) {
    int at = 0;
    while (at < size) {
      int length = 0;
      for (; words[at] >= 0; at++) {
        done++;
        double ratio = subsampling * entries / frequency[words[at]];
        if (subsampling > 0 && sqrt(ratio) + ratio < uniform()) continue;
        if (length < LONGEST) kept[length++] = words[at];
      }
      at++;
      float rate = first * (1 - done / (float)(entries * epochs + 1));
      if (rate < first * 1e-4f) rate = first * 1e-4f;
      for (int centre = 0; centre < length; centre++) {
        int narrow = draw() % window;
        for (int other = centre - window + narrow; other <= centre + window - narrow; other++) {
          if (other == centre || other < 0 || other >= length) continue;
          float *x = in + (size_t)kept[other] * dimension;
          memset(error, 0, dimension * sizeof(float));
          for (int n = 0; n <= negatives; n++) {
            int target = n == 0 ? kept[centre] : table[(draw() >> 16) % TABLE];
            if (n > 0 && target == kept[centre]) continue;
            float *y = out + (size_t)target * dimension;
            float score = 0, slope;
            for (int i = 0; i < dimension; i++) score += x[i] * y[i];
            int label = n == 0;
            if (score > GREATEST) slope = (label - 1) * rate;
            else if (score < -GREATEST) slope = label * rate;
            else slope = (label - sigmoid[(int)((score + GREATEST) * (SIGMOIDS / GREATEST / 2))]) * rate;
            for (int i = 0; i < dimension; i++) error[i] += slope * y[i];
            for (int i = 0; i < dimension; i++) y[i] += slope * x[i];
          }
          for (int i = 0; i < dimension; i++) x[i] += error[i];
        }
      }
    }
  }
  double seconds = now() - start;
  double length = 0;
  for (size_t i = 0; i < (size_t)tracks * dimension; i++) length += in[i] * (double)in[i];
  printf("mean squared length %.4f\n", length / tracks);
  printf("%.0f\n", done / seconds);
  return 0;
}
