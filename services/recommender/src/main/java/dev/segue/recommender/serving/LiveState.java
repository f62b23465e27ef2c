package dev.segue.recommender.serving;

import dev.segue.recommender.live.LiveCatalogue;
import dev.segue.recommender.live.LiveCorpus;
import dev.segue.recommender.live.LiveFeed;
import dev.segue.recommender.live.LiveRecordings;

/// All that answers are made of besides the model.
record LiveState(LiveCorpus corpus, LiveCatalogue catalogue, LiveRecordings recordings, LiveFeed feed) {}
