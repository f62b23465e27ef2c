import { Configuration, RecommendationsApi } from './index.js';

/** Continues a playlist, and says of every track why it is there. */
export async function example(basePath: string): Promise<string[]> {
    const recommendations = new RecommendationsApi(new Configuration({ basePath }));
    const page = await recommendations.continuePlaylist({
        recommendationRequest: { seeds: ['demo:slow-harbour'], limit: 3 },
    });
    return (page.items ?? []).map(
        (item) => `${item.track?.title}: ${(item.because ?? []).map((reason) => reason.coPlaylists).join(', ')}`,
    );
}
