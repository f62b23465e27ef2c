package dev.segue.recommender.serving;

import dev.segue.recommender.live.LiveCatalogue;
import dev.segue.recommender.live.LiveCorpus;
import dev.segue.recommender.live.LiveFeed;

/// All that answers are made of besides the model.
record LiveState(LiveCorpus corpus, LiveCatalogue catalogue, LiveFeed feed) {}
