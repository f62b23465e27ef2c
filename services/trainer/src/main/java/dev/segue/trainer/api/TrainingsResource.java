package dev.segue.trainer.api;

import dev.segue.trainer.work.Trainer;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Trainings over HTTP: ask for one, and see how far it is.
@Path("/v1/trainings")
@Produces(MediaType.APPLICATION_JSON)
public final class TrainingsResource {

    private static final URI CURRENT = URI.create("/v1/trainings/current");

    private final Trainer trainer;

    TrainingsResource(Trainer trainer) {
        this.trainer = trainer;
    }

    /// Asks for the configured model of the playlists as they are. 202: it is made as soon as the trainer is free,
    /// unless it exists.
    @POST
    public Response request() {
        trainer.request();
        return accepted();
    }

    /// Asks for a model by name, otherwise as [#request()].
    ///
    /// @param asked which model; without a name in it, the configured one
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response request(@Nullable TrainingRequest asked) {
        if (asked == null || asked.isDefault()) {
            trainer.request();
        } else {
            trainer.request(asked.config());
        }
        return accepted();
    }

    private Response accepted() {
        return Response.accepted(TrainingView.of(trainer)).location(CURRENT).build();
    }

    /// What the trainer is doing.
    @GET
    @Path("/current")
    public TrainingView current() {
        return TrainingView.of(trainer);
    }
}
